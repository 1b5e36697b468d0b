import fc from 'fast-check';

/** A random struct as data; fast-check makes it smaller when it fails. */
export interface RandomRecord {
  kind: 'struct' | 'union';
  pack: number | null;
  align: number | null;
  members: RandomMember[];
  /** A last array without a length. */
  flexible: boolean;
}

type RandomMember =
  | { is: 'plain'; type: string; lengths: number[]; align: number | null }
  | { is: 'bits'; type: string; width: number; named: boolean }
  | { is: 'record'; record: RandomRecord; form: 'anonymous' | 'nested' | 'array' };

const SCALARS = [
  'char',
  'unsigned char',
  'short',
  'unsigned short',
  'int',
  'unsigned',
  'long',
  'unsigned long',
  'long long',
  'unsigned __int64',
  'float',
  'double',
  'long double',
  '_Bool',
  'void *',
  'enum COLOUR',
  'BYTE',
  'WORD',
  'DWORD',
  'ULONGLONG',
  'HANDLE',
  'SOCKET',
  'WCHAR',
  'LARGE_INTEGER',
  'ALIGNED',
  'void * __ptr32',
  'void * __ptr64',
];

const INTEGERS: [type: string, bits: number][] = [
  ['char', 8],
  ['unsigned char', 8],
  ['short', 16],
  ['unsigned short', 16],
  ['int', 32],
  ['unsigned', 32],
  ['long', 32],
  ['DWORD', 32],
  ['long long', 64],
  ['ULONGLONG', 64],
  ['enum COLOUR', 32],
  ['BYTE', 8],
  ['ALIGNED', 32],
];

/** Declared before every random struct. */
export const PRELUDE =
  'enum COLOUR { RED, GREEN = 4, BLUE };\ntypedef __declspec(align(16)) int ALIGNED;\n';

/** Null mostly, and a value once in `often`. */
const scarce = <T>(often: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: often - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

const plain = fc.record({
  is: fc.constant('plain' as const),
  type: fc.constantFrom(...SCALARS),
  lengths: fc.oneof(
    { weight: 4, arbitrary: fc.constant<number[]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    },
  ),
  align: scarce(12, fc.constantFrom(1, 2, 4, 8, 16, 32)),
});

const bits = fc.constantFrom(...INTEGERS).chain(([type, room]) =>
  fc.record({
    is: fc.constant('bits' as const),
    type: fc.constant(type),
    width: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 6, arbitrary: fc.integer({ min: 1, max: room }) },
      { weight: 4, arbitrary: fc.integer({ min: 1, max: Math.min(room, 5) }) },
    ),
    named: fc.boolean(),
  }),
);

/** Structs and unions with everything that C allows in them. */
export const { record: randomRecord } = fc.letrec<{ record: RandomRecord; member: RandomMember }>(
  (tie) => ({
    member: fc.oneof(
      { maxDepth: 2 },
      { weight: 5, arbitrary: plain },
      { weight: 4, arbitrary: bits },
      {
        weight: 2,
        arbitrary: fc.record({
          is: fc.constant('record' as const),
          record: tie('record'),
          form: fc.constantFrom('anonymous' as const, 'nested' as const, 'array' as const),
        }),
      },
    ),
    record: fc.record({
      kind: fc.oneof(
        { weight: 3, arbitrary: fc.constant('struct' as const) },
        { weight: 1, arbitrary: fc.constant('union' as const) },
      ),
      pack: scarce(3, fc.constantFrom(1, 2, 4, 8, 16)),
      align: scarce(8, fc.constantFrom(1, 2, 4, 8, 16, 64)),
      members: fc.array(tie('member'), { minLength: 1, maxLength: 7 }),
      flexible: fc.boolean(),
    }),
  }),
);

/** A random struct as C text. */
export function write(record: RandomRecord, tag: string): string {
  let count = 0;
  const body = (one: RandomRecord, indent: string, outermost: boolean): string => {
    const align = one.align === null ? '' : `__declspec(align(${one.align})) `;
    const lines = one.members.map((member) => {
      const name = `f${count}`;
      count += 1;
      switch (member.is) {
        case 'plain': {
          const lead = member.align === null ? '' : `__declspec(align(${member.align})) `;
          return `${indent}  ${lead}${member.type} ${name}${member.lengths.map((n) => `[${n}]`).join('')};`;
        }
        case 'bits': {
          const named = member.named && member.width > 0;
          return `${indent}  ${member.type} ${named ? name : ''}: ${member.width};`;
        }
        default: {
          const after = { anonymous: '', nested: ` ${name}`, array: ` ${name}[2]` }[member.form];
          const { pack } = member.record;
          const push = pack === null ? '' : `\n#pragma pack(push, ${pack})\n`;
          const pop = pack === null ? '' : `\n#pragma pack(pop)\n`;
          return `${push}${indent}  ${body(member.record, `${indent}  `, false)}${after};${pop}`;
        }
      }
    });
    // C wants a member with a name and a size in each, so that a flexible one has something before it.
    lines.push(`${indent}  char f${count};`);
    count += 1;
    if (outermost && one.flexible && one.kind === 'struct') {
      lines.push(`${indent}  int f${count}[];`);
      count += 1;
    }
    return `${one.kind} ${align}${outermost ? `${tag} ` : ''}{\n${lines.join('\n')}\n${indent}}`;
  };
  const text = `${body(record, '', true)};`;
  return record.pack === null
    ? `${text}\n`
    : `#pragma pack(push, ${record.pack})\n${text}\n#pragma pack(pop)\n`;
}
