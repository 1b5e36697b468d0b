import { describe, expect, test } from 'vitest';
import { testProgram } from './testing.ts';
import { addressBytes } from './winsock.ts';

const LOOPBACK = 0x7f00_0001;

/** A program with a socket that listens on port 80, associated with a port. */
function listening() {
  const program = testProgram();
  const { handle, number, memory, heap, attempt } = program;
  const address = memory(16);
  heap.bytes(address, 16, 'write').set(addressBytes({ ip: LOOPBACK, port: 80 }));
  const stream = () => handle('socket', 2, 1, 6);
  const bound = () => {
    const [socket, any] = [stream(), memory(16)];
    heap.bytes(any, 16, 'write').set(addressBytes({ ip: LOOPBACK, port: 0 }));
    number('bind', socket, any, 16);
    return socket;
  };
  const listener = stream();
  number('bind', listener, address, 16);
  number('listen', listener, 5);
  const port = program.port();
  handle('CreateIoCompletionPort', listener, port, 7n, 0);
  return {
    ...program,
    address,
    stream,
    bound,
    listener,
    made: port,
    accept: (socket: bigint, at: bigint, data = 0, local = 32) =>
      attempt('AcceptEx', listener, socket, memory(256), data, local, 32, 0n, at),
    connect: (socket: bigint) => attempt('connect', socket, address, 16),
  };
}

const PENDS = { returned: 0, error: 997 };

describe('AcceptEx', () => {
  test('CONN-4: the same socket cannot be given twice, nor connected meanwhile; after a cancel it can be again', () => {
    const { accept, stream, overlapped, attempt, listener, connect, dequeue, made } = listening();
    const [socket, at] = [stream(), overlapped('accept')];
    expect(accept(socket, at)).toEqual(PENDS);
    expect(accept(socket, overlapped('again')).error).toBe(10022);
    expect(connect(socket).error).toBe(10022);
    attempt('CancelIoEx', listener, at);
    expect(dequeue(made)).toMatchObject({ error: 995, overlapped: 'accept' });
    expect(accept(socket, overlapped('once more'))).toEqual(PENDS);
  });

  test('it ends when the socket is closed that it was to fill', () => {
    const { accept, stream, overlapped, number, dequeue, made } = listening();
    const socket = stream();
    accept(socket, overlapped('accept'));
    number('closesocket', socket);
    expect(dequeue(made)).toMatchObject({ returned: 0, error: 995, bytes: 0 });
  });

  test('CONN-3: with too little room it fails, and the connection is left to the next', () => {
    const { accept, stream, overlapped, connect, dequeue, made, settle } = listening();
    accept(stream(), overlapped('accept'), 0, 20);
    expect(connect(stream()).returned).toBe(0);
    settle();
    expect(dequeue(made)).toMatchObject({ returned: 0, error: 122 });
    accept(stream(), overlapped('next'));
    expect(dequeue(made)).toMatchObject({ returned: 1, overlapped: 'next' });
  });

  test('with room for data a client that closes is a success of 0 bytes, one that resets is error 64', () => {
    for (const [resets, seen] of [
      [false, { returned: 1, bytes: 0 }],
      [true, { returned: 0, error: 64, bytes: 0 }],
    ] as const) {
      const program = listening();
      const { accept, stream, overlapped, connect, dequeue, made, number, memory, heap } = program;
      accept(stream(), overlapped('accept'), 16);
      const client = stream();
      connect(client);
      program.settle();
      expect(dequeue(made).error).toBe(258);
      const linger = memory(4);
      heap.writeUint32(linger, 1);
      if (resets) number('setsockopt', client, 0xffff, 0x80, linger, 4);
      number('closesocket', client);
      program.settle();
      expect(dequeue(made)).toMatchObject(seen);
    }
  });

  test('a UDP socket cannot be accepted into', () => {
    const { accept, handle, overlapped } = listening();
    expect(accept(handle('socket', 2, 2, 17), overlapped('accept')).error).toBe(10022);
  });
});

test('ConnectEx to a port where nobody listens fails after two seconds, with 1225', () => {
  const { bound, attempt, overlapped, address, heap, handle, made, dequeue, settle, machine } =
    listening();
  heap.bytes(address, 16, 'write').set(addressBytes({ ip: LOOPBACK, port: 81 }));
  const socket = bound();
  handle('CreateIoCompletionPort', socket, made, 8n, 0);
  const connect = () => attempt('ConnectEx', socket, address, 16, 0n, 0, 0n, overlapped('connect'));
  expect(connect()).toEqual(PENDS);
  expect(connect().error).toBe(10022);
  const from = machine.now;
  settle();
  expect(machine.now - from).toBeGreaterThan(2_000_000);
  expect(machine.now - from).toBeLessThan(2_001_000);
  expect(dequeue(made)).toMatchObject({ returned: 0, error: 1225, key: 8, bytes: 0 });
});
