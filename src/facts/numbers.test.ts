import { describe, expect, test } from 'vitest';
import { facts } from './index.ts';
import { finderIn } from './numbers.ts';

const found = (
  facts: readonly { id: string }[],
  terms: { names?: string[]; hex?: number[]; decimal?: number[] },
) => finderIn(facts)({ names: [], hex: [], decimal: [], ...terms });

/** Whether a fact that says this names that. */
const says = (statement: string, terms: Parameters<typeof found>[1]) =>
  found([{ id: 'X-1', statement } as { id: string }], terms).says.length === 1;

describe('the facts that name a number', () => {
  test('are found in the catalogue, in its order', () => {
    const pending = found(facts, { hex: [0x103], names: ['STATUS_PENDING'] }).says;
    expect(pending).toEqual(expect.arrayContaining(['OV-1', 'OV-4']));
    expect(pending).toEqual(facts.map(({ id }) => id).filter((id) => pending.includes(id)));
    const started = found(facts, { decimal: [997] });
    expect([...started.says, ...started.shows]).toContain('RECV-1');
    expect(found(facts, { decimal: [54321], names: ['ERROR_OUT_OF_PAPER'] })).toEqual({
      says: [],
      shows: [],
    });
  });

  test.each([
    ['It fails with error 6.', 6, true],
    ['It fails with errors 6 and 87.', 87, true],
    ['FALSE, 6', 6, true],
    ['NULL, 87 (ERROR_INVALID_PARAMETER)', 87, true],
    ['-1/10038', 10038, true],
    ['The last error is 64, not 10054.', 64, true],
    ['0xC000020D → 64 / 10054', 64, true],
    ['It has error 995.', 995, true],
    ['The wait ends with 258.', 258, true],
    ['The first 6 bytes are copied.', 6, false],
    ['It wakes 6 of them, not 64.', 6, false],
    ['On 64-bit Windows it is wider.', 64, false],
    ['It takes 258 ms.', 258, false],
    ['It fails after 128 bytes.', 128, false],
    ['Error 9975 is another.', 997, false],
    ['Version 9.97 and page 997.5 too.', 997, false],
    ['See 0x997.', 997, false],
    ['RECV-6 says more.', 6, false],
  ])('%s (%i: %s)', (statement, decimal, expected) => {
    expect(says(statement, { decimal: [decimal] })).toBe(expected);
  });

  test.each([
    ['Internal is 0x103.', 0x103, true],
    ['Internal is 0x00000103.', 0x103, true],
    ['It holds 0xCCCCCCCC00000103.', 0x103, true],
    ['It holds 0xc000020d.', 0xc000_020d, true],
    ['It holds 0x1030.', 0x103, false],
    ['The option is 0x2000.', 0x200, false],
  ])('%s (%i: %s)', (statement, hex, expected) => {
    expect(says(statement, { hex: [hex] })).toBe(expected);
  });

  test('names count as whole words', () => {
    expect(says('It is STATUS_PENDING.', { names: ['STATUS_PENDING'] })).toBe(true);
    expect(says('It is STATUS_PENDING_NOT.', { names: ['STATUS_PENDING'] })).toBe(false);
    expect(says('It is WSAEINTR.', { names: ['WSAEINTR'] })).toBe(true);
  });

  test('may stand anywhere in a fact, but not in its sources', () => {
    const fact = {
      id: 'X-1',
      statement: 'It fails with error 5.',
      observable: 'The last error is 7.',
      source: 'error 87',
      sources: [{ text: 'STATUS_CANCELLED', url: 'https://example.org/error-1168' }],
      program: {
        windows: { prints: { 'the second': { returned: null, error: { oneOf: [5, 6] } } } },
      },
      packets: [{ status: -1073741536, bytes: 735 }],
    };
    const says = { says: ['X-1'], shows: [] };
    const shows = { says: [], shows: ['X-1'] };
    expect(found([fact], { decimal: [5] })).toEqual(says);
    expect(found([fact], { decimal: [6] })).toEqual(shows);
    expect(found([fact], { decimal: [7] })).toEqual(shows);
    expect(found([fact], { decimal: [5, 6] })).toEqual(says);
    expect(found([fact], { hex: [0xc000_0120] })).toEqual(shows);
    expect(found([fact], { decimal: [87, 735, 1168], names: ['STATUS_CANCELLED'] })).toEqual({
      says: [],
      shows: [],
    });
  });
});
