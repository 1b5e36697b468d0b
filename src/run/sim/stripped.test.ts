import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findNode } from '../kernel/unix.mjs';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-stripped-'));
afterAll(() => fs.rmSync(root, { recursive: true }));
const kept = path.join(root, '.iocp', 'stripped');
const node = await findNode(() => {});
const MODULE = new URL('stripped.ts', import.meta.url).href;

/** What a program's process gets for a module. */
function stripped(file: string, source: string): string | null {
  const asked = [root, path.join(root, file), source].map((value) => JSON.stringify(value));
  const text = `import { strippedText } from ${JSON.stringify(MODULE)};
    console.log(JSON.stringify(strippedText(${asked.join(', ')})));`;
  const out = execFileSync(node.file, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(out);
}

describe('a module without its types', () => {
  it('is what was kept of it, until it changes', () => {
    expect(stripped('a.ts', 'let a: 1 = 1;')).toBe('let a    = 1;');
    const [name = ''] = fs.readdirSync(kept);
    const file = path.join(kept, name);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('let a', 'let b'));
    expect(stripped('a.ts', 'let a: 1 = 1;')).toBe('let b    = 1;');
    expect(stripped('a.ts', 'let c: 1 = 1;')).toBe('let c    = 1;');
    expect(stripped('a.ts', 'let a: 1 = 1;')).toBe('let a    = 1;');
    expect(fs.readdirSync(kept)).toEqual([name]);
  });

  it('is left to Node where Node will refuse it, or the file is not the repository’s', () => {
    expect(stripped('enum.ts', 'enum A { B }')).toBeNull();
    expect(stripped('../elsewhere.ts', 'let a: 1 = 1;')).toBeNull();
    expect(stripped('.iocp/live/a.ts', 'let a: 1 = 1;')).toBeNull();
  });
});
