import { describe, expect, it } from 'vitest';
import { prototypeOf } from '../../abi/prototypes/index.ts';
import { loansOf } from './loans.ts';
import { fakeMemory } from './testing.ts';

const OVERLAPPED = 0x1000n;
const memory = fakeMemory();
const loans = (name: string, ...values: unknown[]) => loansOf(prototypeOf(name), values, memory);

describe('a call lends', () => {
  it('what its WSABUF name: to be filled by WSARecv, to be read by WSASend', () => {
    const buffers = [
      { len: 5, buf: 0x2000n },
      { len: 7, buf: 0x3000n },
    ];
    const receive = loans('WSARecv', 4, buffers, 2, null, [0], OVERLAPPED, null);
    expect(receive).toEqual([
      { address: 0x2000n, length: 5, tail: 0, writer: 'kernel' },
      { address: 0x3000n, length: 7, tail: 0, writer: 'kernel' },
    ]);
    const send = loans('WSASend', 4, buffers, 2, null, 0, OVERLAPPED, null);
    expect(send.map(({ writer }) => writer)).toEqual(['program', 'program']);
  });

  it('the same when koffi was given one WSABUF in place of an array', () => {
    const one = { len: 5, buf: 0x2000n };
    expect(loans('WSARecv', 4, one, 1, null, [0], OVERLAPPED, null)).toHaveLength(1);
  });

  it('the same when the WSABUF stand in the program’s own memory, and nothing else is followed', () => {
    const array = Buffer.alloc(32);
    array.writeUInt32LE(5, 0);
    array.writeBigUInt64LE(0x2000n, 8);
    array.writeUInt32LE(7, 16);
    array.writeBigUInt64LE(0x3000n, 24);
    const known = fakeMemory({ 32768: array });
    const values = (address: unknown, count: number) => [4, address, count, null, [0], 1n, null];
    const prototype = prototypeOf('WSARecv');
    const lengths = (address: unknown, count: number) =>
      loansOf(prototype, values(address, count), known).map(({ length }) => length);
    expect(lengths(0x8000n, 2)).toEqual([5, 7]);
    expect(lengths(0x8000n, 1)).toEqual([5]);
    expect(lengths(0x8000n, 3)).toEqual([]);
    expect(lengths(0xdead_beefn, 1)).toEqual([]);
  });

  it('the buffer of ReadFile, WriteFile and ReadDirectoryChangesW', () => {
    const buffer = { address: 0x2000n, length: 64, tail: 0 };
    expect(loans('ReadFile', 8n, 0x2000n, 64, null, OVERLAPPED)).toEqual([
      { ...buffer, writer: 'kernel' },
    ]);
    expect(loans('WriteFile', 8n, 0x2000n, 64, null, OVERLAPPED)).toEqual([
      { ...buffer, writer: 'program' },
    ]);
    expect(loans('ReadDirectoryChangesW', 8n, 0x2000n, 64, 0, 1, null, OVERLAPPED, null)).toEqual([
      { ...buffer, writer: 'kernel' },
    ]);
  });

  it('the output buffer of AcceptEx, with room for two addresses behind the data', () => {
    expect(loans('AcceptEx', 4, 5, 0x2000n, 100, 32, 32, null, OVERLAPPED)).toEqual([
      { address: 0x2000n, length: 100, tail: 64, writer: 'kernel' },
    ]);
  });

  it('nothing but the OVERLAPPED, where there is no data', () => {
    expect(loans('ConnectEx', 4, { sin_family: 2 }, 16, null, 0, null, OVERLAPPED)).toEqual([]);
    expect(loans('ConnectNamedPipe', 8n, OVERLAPPED)).toEqual([]);
    expect(loansOf(undefined, [OVERLAPPED], memory)).toEqual([]);
  });
});
