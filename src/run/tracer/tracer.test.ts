import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalise } from '../../trace/compare.ts';
import { dequeuesOf, memoryOfOperation, submissionsOf } from '../../trace/questions.ts';
import { readTrace } from '../../trace/read.ts';
import type { EventOf, Trace } from '../../trace/schema.ts';
import { type Kernel, missingForWine, openKernel, realKernel } from '../kernel/index.mjs';
import { trace, traceText } from '../record.ts';

const kind = realKernel();
if (!kind) console.log(`Nothing is traced here: ${missingForWine()}`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-tracer-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What every program below begins with. */
const PRELUDE = `
import koffi from 'koffi';
import {
  CloseHandle, CompletionEntries, CreateIoCompletionPort, closesocket, GetLastError, INVALID_HANDLE_VALUE,
  OVERLAPPED, WINSOCK_2_2, WSASocketW, WSAStartup,
} from '@iocp/ffi';

const kernel32 = koffi.load('kernel32.dll');
const ws2_32 = koffi.load('ws2_32.dll');
const port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0);
const GetQueuedCompletionStatus = kernel32.func(
  'BOOL __stdcall GetQueuedCompletionStatus(HANDLE CompletionPort, _Out_ DWORD *lpNumberOfBytesTransferred, _Out_ ULONG_PTR *lpCompletionKey, _Out_ OVERLAPPED **lpOverlapped, DWORD dwMilliseconds)',
);
const CreateFileW = kernel32.func(
  'HANDLE __stdcall CreateFileW(str16 lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode, void *lpSecurityAttributes, DWORD dwCreationDisposition, DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)',
);
const take = (milliseconds = 10_000) => {
  const [bytes, key, overlapped] = [[0], [0], [null]];
  const taken = GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds) !== 0;
  return { taken, error: taken ? 0 : GetLastError(), bytes: bytes[0], key: Number(key[0]), overlapped: overlapped[0] };
};
const [GENERIC_READ, GENERIC_WRITE, OVERLAPPED_FLAG] = [0x8000_0000, 0x4000_0000, 0x4000_0000];
`;

/** Two sockets that are connected, and a receive on the second with memory of its own. */
const CONNECTED = `
const bind = ws2_32.func('int __stdcall bind(SOCKET s, const SOCKADDR_IN *name, int namelen)');
const listen = ws2_32.func('int __stdcall listen(SOCKET s, int backlog)');
const accept = ws2_32.func('SOCKET __stdcall accept(SOCKET s, void *addr, void *addrlen)');
const getsockname = ws2_32.func('int __stdcall getsockname(SOCKET s, _Out_ SOCKADDR_IN *name, _Inout_ int *namelen)');
const connect = ws2_32.func('int __stdcall connect(SOCKET s, const SOCKADDR_IN *name, int namelen)');
const sendText = ws2_32.func('int __stdcall send(SOCKET s, const char *buf, int len, int flags)');
const WSARecv = ws2_32.func('int __stdcall WSARecv(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount, DWORD *lpNumberOfBytesRecvd, _Inout_ DWORD *lpFlags, OVERLAPPED *lpOverlapped, void *lpCompletionRoutine)');
WSAStartup(WINSOCK_2_2, {});
const connected = () => {
  const [listener, client] = [1, 2].map(() => WSASocketW(2, 1, 6, null, 0, 1));
  bind(listener, { sin_family: 2, sin_port: 0, sin_addr: 0x7f000001 }, 16);
  listen(listener, 1);
  const address = {};
  getsockname(listener, address, [16]);
  connect(client, address, 16);
  const accepted = accept(listener, null, null);
  closesocket(listener);
  return [client, accepted];
};
const say = (socket, text) => sendText(socket, Buffer.from(text), text.length, 0);
const receive = (socket, hEvent = null) => {
  const overlapped = koffi.alloc(OVERLAPPED, 1);
  koffi.encode(overlapped, OVERLAPPED, { hEvent });
  const buf = koffi.alloc('uint8_t', 16);
  return { overlapped, start: () => WSARecv(socket, [{ len: 16, buf }], 1, null, [0], overlapped, null) };
};
`;

describe.skipIf(!kind)('the trace of a program', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await openKernel(kind ?? 'wine');
  });
  afterAll(() => kernel?.close());

  async function run(name: string, source: string): Promise<{ seen: Trace; said: string[] }> {
    const file = path.join(folder, `${name}.ts`);
    fs.writeFileSync(file, PRELUDE + source);
    const program = { file, args: [], example: 'none', scene: name, order: 'free' as const };
    let stderr = '';
    const onStderr = (bytes: Buffer) => {
      stderr += bytes;
    };
    const { outcome, trace: seen } = await trace(kernel, program, { timeoutSeconds: 40, onStderr });
    expect([outcome, stderr]).toEqual([{ how: 'normal', code: 0 }, '']);
    expect(readTrace(traceText(seen), name)).toEqual(seen);
    const said = seen.events.flatMap((event) => (event.event === 'print' ? [event.text] : []));
    return { seen, said: said.join('').trimEnd().split('\n') };
  }

  const ownersOf = (seen: Trace, block: string) =>
    seen.events
      .filter((event): event is EventOf<'owner'> => event.event === 'owner')
      .flatMap((event) => (event.block === block ? [`${event.owner}, ${event.because}`] : []));
  const endsOf = (seen: Trace, name: string) => {
    const calls = new Set(
      seen.events.flatMap((event) =>
        event.event === 'begin' && event.function === name ? [event.call] : [],
      ),
    );
    return seen.events.filter(
      (event): event is EventOf<'end'> => event.event === 'end' && calls.has(event.call),
    );
  };
  const THERE_AND_BACK = ['K, submitted', 'P, dequeued'];

  it('that writes and reads a file, and dequeues one packet at a time', async () => {
    const { seen, said } = await run(
      'file',
      `
      const WriteFile = kernel32.func('BOOL __stdcall WriteFile(HANDLE hFile, const void *lpBuffer, DWORD nNumberOfBytesToWrite, DWORD *lpNumberOfBytesWritten, OVERLAPPED *lpOverlapped)');
      const ReadFile = kernel32.func('BOOL __stdcall ReadFile(HANDLE hFile, void *lpBuffer, DWORD nNumberOfBytesToRead, DWORD *lpNumberOfBytesRead, OVERLAPPED *lpOverlapped)');
      const CREATE_ALWAYS = 2;
      const DELETE_ON_CLOSE = 0x0400_0000;
      const name = new URL('file.tmp', import.meta.url).pathname.slice(1);
      const file = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, null, CREATE_ALWAYS, OVERLAPPED_FLAG + DELETE_ON_CLOSE, null);
      CreateIoCompletionPort(file, port, 7, 0);
      const overlapped = koffi.alloc(OVERLAPPED, 1);
      const out = koffi.alloc('uint8_t', 5);
      const into = koffi.alloc('uint8_t', 16);
      Buffer.from(koffi.view(out, 5)).write('hello');
      const start = (call, offset) => {
        koffi.encode(overlapped, OVERLAPPED, { Offset: offset });
        call();
        const { taken, error, bytes, key } = take();
        console.log(taken, error, bytes, key);
      };
      start(() => WriteFile(file, out, 5, null, overlapped), 0);
      start(() => ReadFile(file, into, 16, null, overlapped), 1);
      start(() => ReadFile(file, into, 16, null, overlapped), 5);
      console.log(take(0).error);
      CloseHandle(file);
      koffi.free(overlapped);
      `,
    );
    expect(said).toEqual(['true 0 5 7', 'true 0 4 7', 'false 38 0 7', '258']);
    expect(
      submissionsOf(seen).map(({ begin, operation, packet }) => [
        begin.function,
        operation,
        packet,
      ]),
    ).toEqual([
      ['WriteFile', 'op1', { operation: 'op1', status: 0, bytes: 5 }],
      ['ReadFile', 'op1', { operation: 'op1', status: 0, bytes: 4 }],
      ['ReadFile', 'op1', { operation: 'op1', status: 0xc000_0011, bytes: 0 }],
    ]);
    expect(dequeuesOf(seen)).toHaveLength(3);
    expect(ownersOf(seen, 'data1')).toEqual(THERE_AND_BACK);
    expect(ownersOf(seen, 'data2')).toEqual([...THERE_AND_BACK, ...THERE_AND_BACK]);
    const stretches = normalise(seen).operations.op1 ?? [];
    expect(stretches.map(({ data }) => Buffer.from(data, 'hex').toString())).toEqual([
      'hello',
      'ello',
      '',
    ]);
    const observed = seen.events.filter((event) => event.event === 'observe');
    expect(
      observed.flatMap(({ block, writer }) => (block.startsWith('data') ? [[block, writer]] : [])),
    ).toEqual([
      ['data1', 'program'],
      ['data2', 'kernel'],
    ]);
    expect(
      endsOf(seen, 'GetQueuedCompletionStatus').map(({ lastError, out }) => [lastError, out]),
    ).toEqual([
      [null, packet(5)],
      [null, packet(4)],
      [38, packet(0)],
      [258, expect.objectContaining({ lpOverlapped: [null] })],
    ]);
    expect(seen.symbols).toContainEqual(expect.objectContaining({ id: 'file1', kind: 'handle' }));
    expect(normalise(seen).closed).toEqual({ file1: 1 });

    function packet(bytes: number) {
      return {
        lpNumberOfBytesTransferred: [bytes],
        lpCompletionKey: [7],
        lpOverlapped: [{ ref: 'op1' }],
      };
    }
  });

  it('that accepts and connects by functions that are only pointers, and sends and receives', async () => {
    const { seen, said } = await run(
      'sockets',
      `
      const ioctl = ws2_32.func('int __stdcall WSAIoctl(SOCKET s, DWORD code, void *in, DWORD inSize, _Out_ void **out, DWORD outSize, _Out_ DWORD *got, void *overlapped, void *routine)');
      const bind = ws2_32.func('int __stdcall bind(SOCKET s, const SOCKADDR_IN *name, int namelen)');
      const listen = ws2_32.func('int __stdcall listen(SOCKET s, int backlog)');
      const getsockname = ws2_32.func('int __stdcall getsockname(SOCKET s, _Out_ SOCKADDR_IN *name, _Inout_ int *namelen)');
      const WSASend = ws2_32.func('int __stdcall WSASend(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount, DWORD *lpNumberOfBytesSent, DWORD dwFlags, OVERLAPPED *lpOverlapped, void *lpCompletionRoutine)');
      const WSARecv = ws2_32.func('int __stdcall WSARecv(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount, DWORD *lpNumberOfBytesRecvd, _Inout_ DWORD *lpFlags, OVERLAPPED *lpOverlapped, void *lpCompletionRoutine)');
      const GetQueuedCompletionStatusEx = kernel32.func('BOOL __stdcall GetQueuedCompletionStatusEx(HANDLE p, void *e, ULONG c, void *n, DWORD ms, BOOL a)');
      WSAStartup(WINSOCK_2_2, {});
      const make = (key) => {
        const socket = WSASocketW(2, 1, 6, null, 0, 1);
        CreateIoCompletionPort(socket, port, key, 0);
        bind(socket, { sin_family: 2, sin_port: 0, sin_addr: 0x7f000001 }, 16);
        return socket;
      };
      const [listener, client] = [make(1), make(3)];
      const accepted = WSASocketW(2, 1, 6, null, 0, 1);
      listen(listener, 5);
      const address = {};
      getsockname(listener, address, [16]);
      const extension = (guid, prototype) => {
        const found = [null];
        ioctl(listener, 0xc8000006, Buffer.from(guid, 'hex'), 16, found, 8, [0], null, null);
        return koffi.decode(found[0], prototype);
      };
      const AcceptEx = extension('f17d36b5accbcf1195ca00805f48a192', 'AcceptEx');
      const ConnectEx = extension('b907a225f3dd60468ee976e58c74063e', 'ConnectEx');

      const ops = [1, 2, 3, 4].map(() => koffi.alloc(OVERLAPPED, 1));
      const output = koffi.alloc('uint8_t', 64);
      const entries = new CompletionEntries(4);
      const removed = koffi.alloc('uint32_t', 1);
      console.log(AcceptEx(listener, accepted, output, 0, 32, 32, null, ops[0]), GetLastError());
      ConnectEx(client, address, 16, null, 0, null, ops[1]);
      const reap = (most) => {
        let left = most;
        while (left > 0) {
          GetQueuedCompletionStatusEx(port, entries.address, 4, removed, 10_000, 0);
          const count = koffi.decode(removed, 'uint32_t');
          for (const entry of entries.first(count)) console.log(String(entry.lpCompletionKey), entry.dwNumberOfBytesTransferred);
          left -= count;
        }
      };
      reap(2);
      CreateIoCompletionPort(accepted, port, 2, 0);

      const data = koffi.alloc('uint8_t', 8);
      const answer = koffi.alloc('uint8_t', 64);
      Buffer.from(koffi.view(data, 8)).write('question');
      const lists = koffi.alloc('WSABUF', 2);
      koffi.encode(lists, 'WSABUF', [{ len: 8, buf: data }, { len: 64, buf: answer }], 2);
      WSARecv(accepted, lists + 16n, 1, null, [0], ops[2], null);
      WSASend(client, lists, 1, null, 0, ops[3], null);
      reap(2);
      for (const socket of [listener, client, accepted]) closesocket(socket);
      `,
    );
    expect(said[0]).toBe('0 997');
    expect(said.slice(1).toSorted()).toEqual(['1 0', '2 8', '3 0', '3 8']);
    const started = submissionsOf(seen).map(({ begin, operation, packet }) => [
      begin.function,
      operation,
      packet,
    ]);
    const packet = (operation: string, bytes: number) => ({ operation, status: 0, bytes });
    expect(started).toEqual([
      ['AcceptEx', 'op1', packet('op1', 0)],
      ['ConnectEx', 'op2', packet('op2', 0)],
      ['WSARecv', 'op3', packet('op3', 8)],
      ['WSASend', 'op4', packet('op4', 8)],
    ]);
    const [accept] = submissionsOf(seen);
    expect(accept).toMatchObject({ outcome: 'pending', end: { returned: 0, lastError: 997 } });
    expect(accept?.begin.arguments).toEqual({
      sListenSocket: { ref: 'socket1' },
      sAcceptSocket: { ref: 'socket3' },
      lpOutputBuffer: { ref: 'data1' },
      dwReceiveDataLength: 0,
      dwLocalAddressLength: 32,
      dwRemoteAddressLength: 32,
      lpdwBytesReceived: null,
      lpOverlapped: { ref: 'op1' },
    });
    const [sent] = submissionsOf(seen).filter(({ operation }) => operation === 'op4');
    expect(sent?.begin.arguments.lpBuffers).toEqual([{ len: 8, buf: { ref: 'data2' } }]);
    for (const block of ['data1', 'data2', 'data3']) {
      expect([block, ...ownersOf(seen, block)]).toEqual([block, ...THERE_AND_BACK]);
    }

    const addresses = seen.events.filter(
      (event): event is EventOf<'observe'> => event.event === 'observe' && event.block === 'data1',
    );
    expect(addresses.map(({ writer, bytes }) => [writer, bytes.hex.length / 2])).toEqual([
      ['kernel', 64],
    ]);
    const { operations } = normalise(seen);
    const data = (operation: string) =>
      Buffer.from(operations[operation]?.[0]?.data ?? '', 'hex').toString();
    expect([data('op1'), data('op3'), data('op4')]).toEqual(['', 'question', 'question']);

    // The array as each dequeue has filled it: as many entries as it says, with the very bytes of the operations' results.
    const dequeues = endsOf(seen, 'GetQueuedCompletionStatusEx');
    for (const { call, out } of dequeues) {
      const entries = out.lpCompletionPortEntries as { lpOverlapped: { ref: string } }[];
      const [array, ...more] = seen.events.filter(
        (event): event is EventOf<'observe'> =>
          event.event === 'observe' && event.call === call && event.block === 'entries1',
      );
      expect([array?.side, array?.offset, array?.writer, more]).toEqual(['end', 0, 'kernel', []]);
      expect(array?.bytes.hex).toHaveLength(entries.length * 64);
      expect(array?.bytes.relocations).toEqual(
        entries.map(({ lpOverlapped }, at) => ({ offset: at * 32 + 8, size: 8, ...lpOverlapped })),
      );
    }
  });

  it('that waits for the client of a pipe', async () => {
    const { seen, said } = await run(
      'pipe',
      `
      const CreateNamedPipeW = kernel32.func('HANDLE __stdcall CreateNamedPipeW(str16 lpName, DWORD o, DWORD m, DWORD i, DWORD out, DWORD in, DWORD t, void *s)');
      const ConnectNamedPipe = kernel32.func('BOOL __stdcall ConnectNamedPipe(HANDLE hNamedPipe, OVERLAPPED *lpOverlapped)');
      const name = String.raw\`\\\\.\\pipe\\iocp-\` + process.pid;
      const [PIPE_ACCESS_DUPLEX, OPEN_EXISTING] = [3, 3];
      const pipe = CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX + OVERLAPPED_FLAG, 0, 1, 512, 512, 0, null);
      CreateIoCompletionPort(pipe, port, 4, 0);
      const overlapped = koffi.alloc(OVERLAPPED, 1);
      ConnectNamedPipe(pipe, overlapped);
      const client = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, null, OPEN_EXISTING, 0, null);
      const { taken, key, bytes } = take();
      console.log(taken, key, bytes);
      console.log(ConnectNamedPipe(pipe, overlapped), GetLastError());
      CloseHandle(client);
      CloseHandle(pipe);
      `,
    );
    expect(said).toEqual(['true 4 0', '0 535']);
    expect(submissionsOf(seen).map(({ outcome, packet }) => [outcome, packet])).toEqual([
      ['pending', { operation: 'op1', status: 0, bytes: 0 }],
      ['failed', undefined],
    ]);
    expect(ownersOf(seen, 'op1')).toEqual([...THERE_AND_BACK, 'K, submitted', 'P, failed at once']);
    expect(normalise(seen).closed).toEqual({ file1: 1, pipe1: 1 });
  });

  it('that watches a directory: its call succeeds, and the watch is pending', async () => {
    const { seen, said } = await run(
      'directory',
      `
      import fs from 'node:fs';
      const ReadDirectoryChangesW = kernel32.func('BOOL __stdcall ReadDirectoryChangesW(HANDLE h, void *b, DWORD n, BOOL s, DWORD f, DWORD *r, OVERLAPPED *o, void *c)');
      const [LIST, SHARE, OPEN_EXISTING, BACKUP_SEMANTICS, FILE_NAME] = [1, 7, 3, 0x0200_0000, 1];
      const watched = fs.mkdtempSync(new URL('watched-', import.meta.url).pathname.slice(1));
      const directory = CreateFileW(watched, LIST, SHARE, null, OPEN_EXISTING, BACKUP_SEMANTICS + OVERLAPPED_FLAG, null);
      CreateIoCompletionPort(directory, port, 5, 0);
      const overlapped = koffi.alloc(OVERLAPPED, 1);
      const changes = koffi.alloc('uint32_t', 128);
      console.log(ReadDirectoryChangesW(directory, changes, 512, 0, FILE_NAME, null, overlapped, null));
      fs.writeFileSync(watched + '/new', '');
      const { taken, key, bytes } = take();
      const name = Buffer.from(koffi.view(changes, 512)).toString('utf16le', 12, 18);
      console.log(taken, key, bytes, name);
      CloseHandle(directory);
      fs.rmSync(watched, { recursive: true });
      `,
    );
    expect(said).toEqual(['1', expect.stringMatching(/^true 5 \d+ new$/)]);
    expect(submissionsOf(seen)).toMatchObject([
      { outcome: 'pending', packet: { operation: 'op1', status: 0 } },
    ]);
    expect(ownersOf(seen, 'uintt1')).toEqual(THERE_AND_BACK);
  });

  it('that is told of an end by the call, by a packet, or when it asks', async () => {
    const { seen, said } = await run(
      'ends',
      `
      ${CONNECTED}
      const WSAGetOverlappedResult = ws2_32.func('BOOL __stdcall WSAGetOverlappedResult(SOCKET s, OVERLAPPED *o, _Out_ DWORD *n, BOOL wait, _Out_ DWORD *f)');
      const SetFileCompletionNotificationModes = kernel32.func('BOOL __stdcall SetFileCompletionNotificationModes(SOCKET h, uint8_t flags)');
      const CreateEventW = kernel32.func('uintptr_t __stdcall CreateEventW(void *a, BOOL manual, BOOL initial, void *name)');
      const CancelIoEx = kernel32.func('BOOL __stdcall CancelIoEx(SOCKET h, OVERLAPPED *o)');
      const [client, server] = connected();
      const result = ({ overlapped }, wait) => {
        const bytes = [0];
        const over = WSAGetOverlappedResult(server, overlapped, bytes, wait, [0]) !== 0;
        console.log(over, over ? bytes[0] : GetLastError());
      };
      const started = (operation) => console.log(operation.start(), GetLastError());

      // No port: at once, then when asked, and asking too early is no answer.
      say(client, 'one');
      console.log(receive(server).start());
      const second = receive(server);
      started(second);
      result(second, 0);
      say(client, 'two!!');
      result(second, 1);

      // A port, of which success at once is kept.
      CreateIoCompletionPort(server, port, 9, 0);
      SetFileCompletionNotificationModes(server, 1);
      say(client, 'three');
      console.log(receive(server).start());
      console.log(take(0).error);
      started(receive(server));
      say(client, 'four');
      const { taken, bytes } = take();
      console.log(taken, bytes);

      // A port, and bit 0 of the event set: asked for, also when it was cancelled.
      const event = BigInt(CreateEventW(null, 1, 0, null));
      const fifth = receive(server, event | 1n);
      started(fifth);
      CancelIoEx(server, fifth.overlapped);
      result(fifth, 1);
      console.log(take(0).error);
      for (const socket of [client, server]) closesocket(socket);
      `,
    );
    expect(said).toEqual([
      '0',
      '-1 997',
      'false 996',
      'true 5',
      '0',
      '258',
      '-1 997',
      'true 4',
      '-1 997',
      'false 995',
      '258',
    ]);
    const ends = ['completed at once', 'observed', 'completed at once', 'dequeued', 'observed'];
    for (const [at, end] of ends.entries()) {
      for (const block of [`op${at + 1}`, `data${at + 1}`]) {
        expect([block, ...ownersOf(seen, block)]).toEqual([block, 'K, submitted', `P, ${end}`]);
      }
    }
    const over = submissionsOf(seen).map((submission) => submission.over);
    expect(over.map((one) => [one?.status, one?.bytes])).toEqual([
      [0, 3],
      [0, 5],
      [0, 5],
      [0, 4],
      [0xc000_0120, 0],
    ]);
    const { operations } = normalise(seen);
    const data = Object.values(operations).map(([stretch]) =>
      Buffer.from(stretch?.data ?? '', 'hex').toString(),
    );
    expect(data).toEqual(['one', 'two!!', 'three', 'four', '']);
    const labels = (operation: string) =>
      memoryOfOperation(seen, operation).moments.map(({ label }) => label);
    expect([labels('op1'), labels('op2')]).toEqual([
      ['before', 'after'],
      ['before', 'pending', 'after'],
    ]);
  });

  it('whose OVERLAPPED are objects or in Buffers', async () => {
    const { seen, said } = await run(
      'passed',
      `
      ${CONNECTED}
      const objectRecv = ws2_32.func('int __stdcall WSARecv(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount, DWORD *lpNumberOfBytesRecvd, _Inout_ DWORD *lpFlags, _Inout_ OVERLAPPED *lpOverlapped, void *lpCompletionRoutine)');
      const blindRecv = ws2_32.func('int __stdcall WSARecv(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount, DWORD *lpNumberOfBytesRecvd, _Inout_ DWORD *lpFlags, OVERLAPPED *lpOverlapped, void *lpCompletionRoutine)');
      const voidRecv = ws2_32.func('int __stdcall WSARecv(SOCKET s, WSABUF *lpBuffers, DWORD dwBufferCount, DWORD *lpNumberOfBytesRecvd, _Inout_ DWORD *lpFlags, void *lpOverlapped, void *lpCompletionRoutine)');
      const CancelIoEx = kernel32.func('BOOL __stdcall CancelIoEx(SOCKET h, void *o)');
      const pairs = [5, 6, 6].map((key) => {
        const [client, server] = connected();
        CreateIoCompletionPort(server, port, key, 0);
        return { client, server };
      });
      const zeroed = () => ({ Internal: 0, InternalHigh: 0, Offset: 0, OffsetHigh: 0 });
      const into = () => [{ len: 16, buf: koffi.alloc('uint8_t', 16) }];
      const [one, two, three] = pairs;

      // Alone with its key, twice: the second may not be written back to the object.
      objectRecv(one.server, into(), 1, null, [0], zeroed(), null);
      say(one.client, 'one');
      console.log(take().bytes);
      blindRecv(one.server, into(), 1, null, [0], zeroed(), null);
      say(one.client, 'blind');
      console.log(take().bytes);

      // Two with one key.
      for (const { server } of [two, three]) objectRecv(server, into(), 1, null, [0], zeroed(), null);
      say(three.client, 'three');
      console.log(take().bytes);
      say(two.client, 'no');
      console.log(take().bytes);

      // Buffers: the same again, one in the middle of a larger, and data in one.
      const larger = Buffer.alloc(96);
      const data = Buffer.alloc(16);
      for (const overlapped of [larger.subarray(0, 32), larger.subarray(32), larger.subarray(0, 40)]) {
        overlapped.fill(0);
        voidRecv(two.server, [{ len: 8, buf: data.subarray(8) }], 1, null, [0], overlapped, null);
        say(two.client, 'buffer');
        console.log(take().bytes, data.toString('latin1', 8, 14));
      }
      objectRecv(one.server, into(), 1, null, [0], zeroed(), null);
      CancelIoEx(one.server, null);
      console.log(take().error);

      // An address of our own with its key: the copy's packet proves nothing any more.
      const post = kernel32.func('BOOL __stdcall PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey, void *lpOverlapped)');
      objectRecv(one.server, into(), 1, null, [0], zeroed(), null);
      post(port, 77, 5, 0x1230n);
      console.log(take().bytes);
      CancelIoEx(one.server, null);
      console.log(take().error);
      for (const { client, server } of pairs) for (const socket of [client, server]) closesocket(socket);
      `,
    );
    expect(said).toEqual([
      '3',
      '5',
      '5',
      '2',
      '6 buffer',
      '6 buffer',
      '6 buffer',
      '995',
      '77',
      '995',
    ]);
    const submissions = submissionsOf(seen);
    expect(
      submissions.map(({ operation, outcome, packet }) => [operation, outcome, packet?.bytes]),
    ).toEqual([
      ['op1', 'pending', 3],
      ['op2', 'pending', 5],
      ['op3', 'pending', undefined],
      ['op4', 'pending', undefined],
      ['op5', 'pending', 6],
      ['op6', 'pending', 6],
      ['op5', 'pending', 6],
      ['op7', 'pending', 0],
      ['op8', 'pending', undefined],
    ]);
    expect(ownersOf(seen, 'op8')).toEqual(['K, submitted']);
    const block = (id: string) => seen.blocks.find((one) => one.id === id);
    const what = ['copy', 'copy', 'copy', 'copy', 'buffer', 'buffer', 'copy', 'copy'];
    expect(what.map((_, at) => block(`op${at + 1}`)?.memory)).toEqual(what);

    // A copy lies where its packet says; of two that cannot be told apart nobody knows.
    const addresses = ['op1', 'op2', 'op3', 'op4'].map((id) => block(id)?.address);
    expect(addresses).toEqual([expect.stringMatching(/^0x/), addresses[0], null, null]);
    const labels = (operation: string) =>
      memoryOfOperation(seen, operation).moments.map(({ label, rows }) => [label, rows[1]?.hex[1]]);
    expect(labels('op1')).toEqual([
      ['before', '0'],
      ['pending', '0'],
      ['after', '3'],
    ]);
    expect(labels('op2')).toEqual([
      ['before', '0'],
      ['after', '5'],
    ]);
    expect(labels('op3').map(([label]) => label)).toEqual(['before', 'pending']);

    // Both are back with the packet that leaves none of them out, and not before.
    const dequeues = endsOf(seen, 'GetQueuedCompletionStatus').map(({ call }) => call);
    for (const operation of ['op3', 'op4']) {
      expect(ownersOf(seen, operation)).toEqual(THERE_AND_BACK);
      const over = submissions.find((one) => one.operation === operation)?.over;
      expect(over).toMatchObject({ call: dequeues[3], status: null });
    }
    expect(endsOf(seen, 'GetQueuedCompletionStatus').map(({ out }) => out.lpOverlapped)).toEqual([
      [{ ref: 'op1' }],
      [{ ref: 'op2' }],
      [{ hex: addresses[0] }],
      [{ hex: addresses[0] }],
      [{ ref: 'op5' }],
      [{ ref: 'op6' }],
      [{ ref: 'op5' }],
      [{ ref: 'op7' }],
      [{ hex: '0x1230' }],
      [{ hex: addresses[0] }],
    ]);

    const buffered = seen.blocks.filter(({ memory }) => memory === 'buffer');
    expect(buffered.map(({ id, type, size }) => [id, type, size])).toEqual([
      [expect.stringMatching(/^data/), 'uint8_t', 8],
      ['op5', 'OVERLAPPED', 32],
      ['op6', 'OVERLAPPED', 32],
    ]);
    const lent = submissions[4]?.begin.arguments;
    expect([lent?.lpOverlapped, lent?.lpBuffers]).toEqual([
      { ref: 'op5' },
      [{ len: 8, buf: { ref: buffered[0]?.id } }],
    ]);
    const [stretch] = normalise(seen).operations.op6 ?? [];
    expect(Buffer.from(stretch?.data ?? '', 'hex').toString()).toBe('buffer');
  });

  it('whose operations share one allocation, and their data another', async () => {
    const { seen, said } = await run(
      'pool',
      `
      ${CONNECTED}
      const OPERATION = koffi.struct('POOLED', { overlapped: OVERLAPPED, context: 'uint32_t' });
      const operations = koffi.alloc(OPERATION, 3);
      const slab = koffi.alloc('uint8_t', 48);
      const sockets = [0, 1, 2].map((at) => {
        const [client, server] = connected();
        CreateIoCompletionPort(server, port, at, 0);
        const buf = slab + BigInt(16 * at);
        WSARecv(server, [{ len: 16, buf }], 1, null, [0], operations + BigInt(40 * at), null);
        return client;
      });
      for (const at of [2, 0, 1]) {
        say(sockets[at], 'to ' + at);
        const { key, overlapped, bytes } = take();
        console.log(key, overlapped - operations, bytes);
      }
      koffi.free(operations);
      koffi.free(slab);
      `,
    );
    expect(said).toEqual(['2 80n 4', '0 0n 4', '1 40n 4']);
    const owners = seen.events.filter(
      (event): event is EventOf<'owner'> => event.event === 'owner',
    );
    const lanes = owners.map(({ block, offset, length, owner }) => [block, offset, length, owner]);
    const lane = (at: number, owner: string) => [
      ['op1', 40 * at, 32, owner],
      ['data1', 16 * at, 16, owner],
    ];
    expect(lanes).toEqual([
      ...[0, 1, 2].flatMap((at) => lane(at, 'K')),
      ...[2, 0, 1].flatMap((at) => lane(at, 'P')),
    ]);
    expect(submissionsOf(seen).map(({ operation, packet }) => [operation, packet])).toEqual(
      ['op1[0]', 'op1[1]', 'op1[2]'].map((operation) => [
        operation,
        { operation, status: 0, bytes: 4 },
      ]),
    );
    const { type, size, moments } = memoryOfOperation(seen, 'op1[1]');
    expect([type, size]).toEqual(['POOLED', 40]);
    expect(moments.map(({ label, rows }) => [label, rows[0]?.field, rows[1]?.meaning])).toEqual([
      ['before', 'overlapped.Internal', 'zeroed by the program'],
      ['pending', 'overlapped.Internal', 'not written yet'],
      ['after', 'overlapped.Internal', '4 bytes transferred'],
    ]);
    const { operations } = normalise(seen);
    const data = Object.entries(operations).map(([operation, [stretch]]) => [
      operation,
      Buffer.from(stretch?.data ?? '', 'hex').toString(),
    ]);
    expect(data).toEqual([
      ['op1[0]', 'to 0'],
      ['op1[1]', 'to 1'],
      ['op1[2]', 'to 2'],
    ]);
  });

  it('that closes its port and uses it all the same', async () => {
    const { seen, said } = await run(
      'closed',
      `
      const PostQueuedCompletionStatus = kernel32.func('BOOL __stdcall PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey, void *lpOverlapped)');
      CloseHandle(port);
      console.log(PostQueuedCompletionStatus(port, 1, 2, null), GetLastError());
      `,
    );
    expect(said).toEqual(['0 6']);
    const posts = seen.events.filter(
      (event): event is EventOf<'begin'> =>
        event.event === 'begin' && event.function === 'PostQueuedCompletionStatus',
    );
    expect(posts.map(({ arguments: named }) => named.CompletionPort)).toEqual([{ ref: 'port1' }]);
  });

  it('of which one thread dequeues what another has submitted', async () => {
    const { seen, said } = await run(
      'threads',
      `
      import { once } from 'node:events';
      import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
      const GetQueuedCompletionStatusEx = kernel32.func('BOOL __stdcall GetQueuedCompletionStatusEx(HANDLE p, void *e, ULONG c, void *n, DWORD ms, BOOL a)');
      const dequeue = (from) => {
        const entries = new CompletionEntries(4);
        const removed = koffi.alloc('uint32_t', 1);
        GetQueuedCompletionStatusEx(from, entries.address, 4, removed, 10_000, 0);
        const [entry] = entries.first(koffi.decode(removed, 'uint32_t'));
        entries.free();
        return entry.dwNumberOfBytesTransferred;
      };
      if (isMainThread) {
        ${CONNECTED}
        const [client, server] = connected();
        CreateIoCompletionPort(server, port, 9, 0);
        const operation = receive(server);
        const rounds = ['he', 'me', 'him'];
        for (const [round, text] of rounds.entries()) {
          operation.start();
          say(client, text);
          if (round === 1) {
            console.log(dequeue(port));
          } else {
            const worker = new Worker(new URL(import.meta.url), { workerData: port });
            console.log((await once(worker, 'message'))[0]);
            await once(worker, 'exit');
          }
        }
        for (const socket of [client, server]) closesocket(socket);
      } else {
        parentPort.postMessage(dequeue(workerData));
      }
      `,
    );
    expect(said).toEqual(['2', '2', '3']);
    const back = [...THERE_AND_BACK, ...THERE_AND_BACK, ...THERE_AND_BACK];
    expect(ownersOf(seen, 'op1')).toEqual(back);
    expect(ownersOf(seen, 'data1')).toEqual(back);
    const submissions = submissionsOf(seen);
    expect(submissions.map(({ packet }) => packet)).toEqual(
      [2, 2, 3].map((bytes) => ({ operation: 'op1', status: 0, bytes })),
    );
    const threads = submissions.map(({ dequeue }) => dequeue?.thread);
    expect([threads[0] === 0, threads[1], threads[2] === 0]).toEqual([false, 0, false]);
    const [stretch] = normalise(seen).operations.op1 ?? [];
    expect(Buffer.from(stretch?.data ?? '', 'hex').toString()).toBe('hemehim');
  });
});
