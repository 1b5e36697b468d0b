import fs from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { prototypes } from '../../src/abi/prototypes/index.ts';
import { missingForWine, openKernel, realKernel } from '../../src/run/kernel/index.mjs';
import { programFolder, see } from '../../src/run/kernel/testing.ts';

const kind = realKernel();

/** Asks for each function where the table says that it is, and prints the names of those found. */
const program = `
import koffi from 'koffi';
import { readFileSync } from 'node:fs';
import { AF_INET, IPPROTO_TCP, SOCK_STREAM, WINSOCK_2_2, WSASocketW, WSAStartup } from '@iocp/ffi';

const GET_EXTENSION = 0xc800_0006;
const ioctl = koffi.load('ws2_32.dll').func(
  'int __stdcall WSAIoctl(SOCKET s, DWORD code, void *in, DWORD inSize, _Out_ void **out, DWORD outSize, _Out_ DWORD *got, void *overlapped, void *routine)',
);
WSAStartup(WINSOCK_2_2, {});
const socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, 1);

function isThere({ name, library, guid }: { name: string; library: string; guid?: string }): boolean {
  if (guid) {
    const [a, b, c, ...rest] = guid.split('-').map((part) => Buffer.from(part, 'hex'));
    const bytes = Buffer.concat([a.reverse(), b.reverse(), c.reverse(), ...rest]);
    const found: [bigint | null] = [null];
    return ioctl(socket, GET_EXTENSION, bytes, 16, found, 8, [0], null, null) === 0 && found[0] !== null;
  }
  try {
    koffi.load(library).func(\`void __stdcall \${name}()\`);
    return true;
  } catch {
    return false;
  }
}

const asked = JSON.parse(readFileSync(new URL('asked.json', import.meta.url), 'utf8'));
console.log(JSON.stringify(asked.filter(isThere).map(({ name }: { name: string }) => name)));
`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

const where = kind === null ? ` (${missingForWine()})` : '';

test.skipIf(kind === null)(
  `every function is where the table says that it is, and WSARecv is not in kernel32.dll${where}`,
  async () => {
    const elsewhere = [
      { name: 'WSARecv', library: 'kernel32.dll' },
      { name: 'AcceptEx', guid: '00000000-cbac-11cf-95ca-00805f48a192' },
    ];
    const folder = programFolder({
      'main.ts': program,
      'asked.json': JSON.stringify([...elsewhere, ...prototypes]),
    });
    folders.push(folder);
    const kernel = await openKernel(kind ?? 'wine');
    try {
      const { stdout, stderr } = await see(kernel, `${folder}/main.ts`);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual(prototypes.map(({ name }) => name));
    } finally {
      await kernel.close();
    }
  },
);
