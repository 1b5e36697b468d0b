import { describe, expect, it } from 'vitest';
import { isCopy } from './copies.ts';
import type { Line } from './lines.ts';
import { type Declared, Passed } from './passed.ts';

const STRUCT = { name: 'OPERATION', size: 40, members: {} } as Declared['type'];
const pointer = (direction: Declared['direction'], ref?: Declared['type']) =>
  ({ type: { name: 'pointer', ref }, direction }) as Declared;

/** What is written down, with the Buffers of the program at 0x1000 and behind. */
function passing() {
  const lines: Line[] = [];
  const passed = new Passed({
    koffi: { address: (view: ArrayBufferView) => 0x1000n + BigInt(view.byteOffset) },
    encode(_, { refused, low = 0 }: { refused?: boolean; low?: number }) {
      if (refused) throw new TypeError('Unexpected value');
      return Buffer.from([low]);
    },
    describe: ({ name }) => lines.push({ line: 'type', name, size: 40, align: 8, fields: [] }),
    write: (line) => lines.push(line),
    now: () => 7,
  });
  const blocks = () => lines.flatMap((line) => (line.line === 'memory' ? [line] : []));
  const seen = () => blocks().map(({ address, type, count, size }) => [address, type, count, size]);
  return { passed, lines, blocks, seen };
}

describe('the bytes of a Buffer', () => {
  it('are written down when they are lent first, and not again', () => {
    const { passed, seen } = passing();
    const memory = Buffer.alloc(64);
    expect(passed.view(memory.subarray(16), null)).toBe(0x1010n);
    passed.view(memory.subarray(32, 40), null);
    passed.view(memory.subarray(16), null);
    expect(seen()).toEqual([['0x1010', 'uint8_t', 48, 48]]);
    passed.view(memory, null);
    passed.view(Buffer.alloc(64).subarray(16), null);
    expect(seen().slice(1)).toEqual([
      ['0x1000', 'uint8_t', 64, 64],
      ['0x1010', 'uint8_t', 48, 48],
    ]);
  });

  it('are the struct that the parameter is declared to point at, or else an OVERLAPPED', () => {
    const { passed, lines, seen } = passing();
    passed.view(Buffer.alloc(64), pointer('Input', STRUCT));
    passed.view(Buffer.alloc(64), pointer('Input'));
    expect(seen()).toEqual([
      ['0x1000', 'OPERATION', 1, 40],
      ['0x1000', 'OVERLAPPED', 1, 32],
    ]);
    const types = lines.flatMap((line) => (line.line === 'type' ? [line.name] : []));
    expect(types).toEqual(['OPERATION', 'OVERLAPPED']);
  });
});

describe('the copy of an object', () => {
  it('is another for every call, and lies nowhere that is known', () => {
    const { passed, blocks } = passing();
    const object = {};
    const copies = [1, 2].map((call) => passed.copy(0, call, object, pointer('Input', STRUCT)));
    expect(blocks().map(({ kind, type, size }) => [kind, type, size])).toEqual([
      ['copy', 'OPERATION', 40],
      ['copy', 'OPERATION', 40],
    ]);
    expect(copies.every((copy) => copy && isCopy(copy.address))).toBe(true);
    expect(copies[0]?.address).not.toBe(copies[1]?.address);
  });

  it('holds what the object holds, and afterwards only where koffi copies it back', () => {
    const { passed } = passing();
    const object = { low: 0 };
    const around = (direction: Declared['direction'], call: number) => {
      object.low = 0;
      const copy = passed.copy(0, call, object, pointer(direction, STRUCT));
      const before = copy?.before();
      object.low = 3;
      return [before, copy?.after()];
    };
    expect(around('Input/Output', 1)).toEqual([Buffer.from([0]), Buffer.from([3])]);
    expect(around('Input', 2)).toEqual([Buffer.from([0]), null]);
    const refused = passed.copy(0, 3, { refused: true }, pointer('Input', STRUCT));
    expect(refused?.before()).toBeNull();
  });

  it('is none of what is no plain object, or passed for nothing that is known', () => {
    const { passed, blocks } = passing();
    const struct = pointer('Input', STRUCT);
    for (const value of [null, 5, [{}], new Map()]) {
      expect(passed.copy(0, 1, value, struct)).toBeNull();
    }
    expect(passed.copy(0, 1, {}, pointer('Input'))).toBeNull();
    expect(passed.copy(0, 1, {}, undefined)).toBeNull();
    expect(blocks()).toEqual([]);
  });
});
