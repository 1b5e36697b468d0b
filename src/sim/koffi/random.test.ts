import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Front, type Outcome, onBoth, type Side } from './real.ts';

/** How many random types with values: a sample here, more in `npm run prove`. */
const COUNT = Number(process.env.IOCP_KOFFI_TYPES ?? 200);
const SEED = 20_261_122;

type Spec = Parameters<Front['type']>[0];

/** A type, as a test makes it on either side. */
type Shape =
  | { kind: 'scalar'; name: string }
  | { kind: 'array'; of: Shape; length: number; hint: 'Array' | 'Typed' | 'String' | null }
  | { kind: 'struct' | 'pack' | 'union'; members: { shape: Shape; align: number | null }[] };

/** A type with a value for it and bytes that may lie in its memory. */
interface Sample {
  shape: Shape;
  value: unknown;
  bytes: Uint8Array;
}

const INTEGERS = [
  ...['int8_t', 'uint8_t', 'char', 'unsigned char', 'char16_t', 'char32_t', 'short', 'ushort'],
  ...['int', 'unsigned int', 'long long', 'unsigned long long', 'int64_t', 'uint64_t'],
  ...['size_t', 'intptr_t', 'uintptr_t', 'int16_be_t', 'uint16_be_t', 'int32_be_t'],
  ...['uint32_be_t', 'int64_be_t', 'uint64_be_t', 'uint16_le_t', 'int64_le_t'],
];
const FLOATS = ['float', 'double'];
const TEXTS = ['char', 'char16_t', 'char32_t'];

const anyNumber = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
);

const pointer = fc.oneof(
  fc.constant(null),
  fc.constant(undefined),
  fc.nat(),
  fc.bigInt({ min: -1n, max: 2n ** 64n }),
);

const scalar: fc.Arbitrary<Shape> = fc
  .constantFrom(...INTEGERS, ...FLOATS, 'bool', 'void *', 'int *')
  .map((name) => ({ kind: 'scalar', name }));

const { shape } = fc.letrec<{ shape: Shape; array: Shape; record: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('array'),
    tie('record'),
  ),
  array: fc
    .record({
      of: tie('shape') as fc.Arbitrary<Shape>,
      length: fc.integer({ min: 1, max: 5 }),
      hint: fc.constantFrom('Array', 'Typed', 'String', null),
    })
    .map(({ of, length, hint }) => {
      const name = of.kind === 'scalar' ? of.name : '';
      const fits =
        hint === 'Typed'
          ? INTEGERS.includes(name) || FLOATS.includes(name)
          : hint !== 'String' || TEXTS.includes(name);
      return { kind: 'array', of, length, hint: fits ? hint : null };
    }),
  record: fc.record({
    kind: fc.constantFrom('struct', 'pack', 'union'),
    members: fc.array(
      fc.record({
        shape: tie('shape') as fc.Arbitrary<Shape>,
        align: fc.constantFrom(null, null, null, 1, 2, 4, 8),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
})) as { shape: fc.Arbitrary<Shape> };

const buffers = fc.oneof(
  fc.uint8Array({ maxLength: 24 }),
  fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 8 }).map((of) => Uint16Array.from(of)),
  fc.array(fc.double(), { maxLength: 4 }).map((of) => Float64Array.from(of)),
);

/** Values that a type takes. Numbers in objects are numbers, for koffi ends the process where one is not. */
function valueFor(of: Shape): fc.Arbitrary<unknown> {
  if (of.kind === 'scalar') {
    if (of.name === 'bool') return fc.boolean();
    return of.name.endsWith('*') ? pointer : anyNumber;
  }
  if (of.kind === 'array') {
    const text =
      of.of.kind === 'scalar' && /^u?(?:int8_t|char|char16_t|char32_t|uint8_t)/.test(of.of.name)
        ? [fc.string({ unit: 'binary', maxLength: 8 })]
        : [];
    return fc.oneof(
      fc.array(valueFor(of.of), { maxLength: of.length + 2 }),
      ...(of.of.kind === 'scalar' ? [buffers] : []),
      ...text,
    );
  }
  const members = of.members.map(({ shape: member }, index) => [`m${index}`, valueFor(member)]);
  if (of.kind !== 'union') return fc.record(Object.fromEntries(members), { requiredKeys: [] });
  return fc.oneof(
    ...members.map(([name, value]) =>
      (value as fc.Arbitrary<unknown>).map((each) => ({ [name as string]: each })),
    ),
  );
}

const sample: fc.Arbitrary<Sample> = shape.chain((each) =>
  fc.record({
    shape: fc.constant(each),
    value: valueFor(each),
    bytes: fc.uint8Array({ minLength: 64, maxLength: 64 }),
  }),
);

function make(koffi: Front, of: Shape): Spec {
  if (of.kind === 'scalar') return of.name;
  if (of.kind === 'array') return koffi.array(make(koffi, of.of), of.length, of.hint);
  return koffi[of.kind](
    Object.fromEntries(
      of.members.map(({ shape: member, align }, index) => {
        const type = make(koffi, member);
        return [`m${index}`, align === null ? type : [align, type]];
      }),
    ),
  );
}

/** What was decoded, with every member of a union looked at. */
function seen(of: Shape, value: unknown): unknown {
  if (of.kind === 'scalar') return value;
  if (of.kind === 'array') {
    return Array.isArray(value) ? value.map((each) => seen(of.of, each)) : value;
  }
  const object = value as Record<string, unknown>;
  return Object.fromEntries(
    of.members.map(({ shape: member }, index) => [`m${index}`, seen(member, object[`m${index}`])]),
  );
}

const described = (type: unknown): string =>
  JSON.stringify(type).replaceAll(/<anonymous_\d+>/g, '<anonymous>');

/** Does the same on both with the same random samples. */
function holds(name: string, run: (side: Side, given: Sample) => unknown): void {
  it(`${name}, for ${COUNT} random types and values`, () => {
    let threw = 0;
    fc.assert(
      fc.property(sample, (given) => {
        const outcome: Outcome = onBoth((side) => run(side, given));
        if ('thrown' in outcome) threw += 1;
      }),
      { seed: SEED, numRuns: COUNT },
    );
    // Else little would have been compared.
    expect(threw).toBeLessThan(COUNT / 2);
  }, 600_000);
}

describe.skipIf(process.platform !== 'linux')('ours and the real koffi', () => {
  holds('lay types out the same way', ({ koffi }, { shape: of }) => {
    const type = koffi.type(make(koffi, of));
    return described(type);
  });

  holds('write the same bytes', ({ koffi }, { shape: of, value }) => {
    const type = make(koffi, of);
    const memory = Buffer.alloc(koffi.sizeof(type), 0xcc);
    koffi.encode(memory, type, value);
    return memory.toString('hex');
  });

  holds('read the same values', ({ koffi }, { shape: of, bytes }) => {
    const type = make(koffi, of);
    const size = koffi.sizeof(type);
    const memory = Buffer.alloc(size);
    for (let at = 0; at < size; at += bytes.length) memory.set(bytes.subarray(0, size - at), at);
    return seen(of, koffi.decode(memory, type));
  });

  holds('write and read native memory', ({ koffi }, { shape: of, value }) => {
    const type = make(koffi, of);
    const memory = koffi.alloc(type, 2);
    try {
      koffi.encode(memory, koffi.sizeof(type), type, value);
      return (koffi.decode(memory, type, 2) as unknown[]).length === undefined
        ? null
        : seen({ kind: 'array', of, length: 2, hint: null }, koffi.decode(memory, type, 2));
    } finally {
      koffi.free(memory);
    }
  });

  holds('pass the same through a call', ({ koffi, libc }, { shape: of, value }) => {
    if (of.kind !== 'struct' && of.kind !== 'pack') return null;
    const type = koffi.pointer(make(koffi, of));
    const size = koffi.sizeof(koffi.type(type).ref as Spec);
    const memcpy = libc.func('memcpy', 'void *', [koffi.out(type), type, 'size_t']);
    const out = {};
    memcpy(out, value, size);
    return seen(of, out);
  });
});
