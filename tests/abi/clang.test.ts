import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { ABIS, type Abi, parse } from '../../src/abi/index.ts';
import { type RecordType, resolve } from '../../src/abi/types.ts';
import { WIN32_NAMES, WIN32_STRUCTS } from '../../src/abi/win32.ts';
import { PRELUDE, type RandomRecord, randomRecord, write } from './arbitraries.ts';
import { clangLayouts, differences, onClang, ownNumbers } from './clang.ts';

/** How many random structs: a sample here, 5,000 in `npm run prove`. */
const COUNT = Number(process.env.IOCP_STRUCTS ?? 300);
const SEED = 20_260_721;
/** How many structs one run of clang reads. */
const BATCH = 500;

const WIN32 =
  WIN32_NAMES +
  WIN32_STRUCTS.replace('#include <pshpack4.h>', '#pragma pack(push, 4)').replace(
    '#include <poppack.h>',
    '#pragma pack(pop)',
  );

/** Debian 12's clang knows `__ptr32` on x64 and ia32 only. */
const forAbi = (text: string, abi: Abi): string =>
  abi === 'win-arm64' ? text.replaceAll('__ptr32', '') : text;

function disagreements(records: RandomRecord[], abi: Abi): string[][] {
  const names = records.map((_, index) => `S${index}`);
  const text = forAbi(
    PRELUDE + records.map((record, index) => write(record, `S${index}`)).join('\n'),
    abi,
  );
  const clangs = clangLayouts(WIN32 + text, abi);
  const own = ownNumbers(text, abi, names);
  return names.map((name) => differences(own.get(name) ?? {}, clangs.get(name)));
}

/** The smallest declaration, made from the one with this number, that we lay out otherwise than clang. */
function smallest(index: number, abi: Abi): string {
  const { counterexample } = fc.check(
    fc.property(randomRecord, (record) => disagreements([record], abi)[0]?.length === 0),
    { seed: SEED, path: `${index}`, numRuns: COUNT },
  );
  if (counterexample === null) return 'It cannot be made to happen with this struct alone.';
  const [record] = counterexample;
  return `${forAbi(PRELUDE + write(record, 'S0'), abi)}${disagreements([record], abi)[0]?.join('\n')}`;
}

describe('a layout is the one that clang computes for Microsoft’s compilers', () => {
  for (const abi of ABIS) {
    onClang(`for ${COUNT} random structs and unions on ${abi}`, () => {
      const records = fc.sample(randomRecord, { seed: SEED, numRuns: COUNT });
      for (let from = 0; from < records.length; from += BATCH) {
        const wrong = disagreements(records.slice(from, from + BATCH), abi).findIndex(
          (lines) => lines.length > 0,
        );
        if (wrong >= 0) expect.fail(`${abi} differs:\n${smallest(from + wrong, abi)}`);
      }
      expect(records).toHaveLength(COUNT);
    });

    onClang(`for every Win32 struct that is known, on ${abi}`, () => {
      const declarations = parse(WIN32, abi);
      const tags = declarations
        .records()
        .map((name) => (resolve(declarations.find(name) as RecordType) as RecordType).tag ?? '');
      const clangs = clangLayouts(WIN32, abi);
      const own = ownNumbers(WIN32, abi, tags);
      const wrong = tags.flatMap((tag) =>
        differences(own.get(tag) ?? {}, clangs.get(tag)).map((line) => `${tag}.${line}`),
      );
      expect(wrong).toEqual([]);
      expect(tags.length).toBeGreaterThan(80);
    });
  }
});
