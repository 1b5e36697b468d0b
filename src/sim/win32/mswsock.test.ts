import { describe, expect, test } from 'vitest';
import { SO, SOL_SOCKET, socketProgram } from './socket-testing.ts';
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

describe('ConnectEx', () => {
  const connected = (content: string) => {
    const program = socketProgram();
    const { tcp, bind, listener, portOf, address, text, overlapped, attempt, associated } = program;
    const listening = listener();
    const socket = tcp();
    const at = overlapped('connect');
    const to = address(portOf(listening));
    const connect = () =>
      attempt('ConnectEx', socket, to, 16, text(content), content.length, 0n, at, 0n);
    const unbound = connect();
    bind(socket);
    const port = associated(socket);
    return { ...program, listening, socket, port, unbound, connect, at, to };
  };

  test('CONN-7: needs a bound socket; then it pends, and the socket must be told (CONN-9)', () => {
    const { unbound, connect, dequeue, port, socket, settle, remote, attempt } = connected('');
    expect([unbound.error, connect()]).toEqual([10022, PENDS]);
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 1, overlapped: 'connect', bytes: 0 });
    expect([remote(socket), attempt('shutdown', socket, 1).error]).toEqual([10057, 10057]);
    attempt('setsockopt', socket, SOL_SOCKET, SO.UPDATE_CONNECT_CONTEXT, 0n, 0);
    expect(remote(socket)).toMatchObject({ ip: LOOPBACK });
    expect(connect().error).toBe(10056);
  });

  test('CONN-8: sends data along, and counts it', () => {
    const { connect, dequeue, port, settle, accept, listening, recv } = connected('hello');
    connect();
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 1, bytes: 5 });
    expect(recv(accept(listening), 9)).toBe('hello');
  });

  test('that is cancelled does not connect; the socket can be connected again', () => {
    const { connect, dequeue, port, settle, socket, attempt, at } = connected('');
    connect();
    attempt('CancelIoEx', socket, at);
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 0, error: 995 });
    expect(connect()).toEqual(PENDS);
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 1 });
  });
});

describe('AcceptEx and GetAcceptExSockaddrs', () => {
  test('CONN-6: the accepted socket takes part in the connection, and must be told of the listener’s options', () => {
    const program = socketProgram();
    const { tcp, listener, portOf, overlapped, attempt, associated, memory, connect, dequeue } =
      program;
    const { heap, set, get, local, remote, settle, send, bytesAt } = program;
    const listening = listener();
    set(listening, SO.SNDBUF, 4321);
    const port = associated(listening);
    const [accepted, buffer] = [tcp(), memory(80)];
    attempt('AcceptEx', listening, accepted, buffer, 16, 32, 32, 0n, overlapped('accept'));
    const client = tcp();
    connect(client, portOf(listening));
    settle();
    // It waits for the first bytes, for it has room for them.
    expect(dequeue(port).error).toBe(258);
    send(client, 'first');
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 1, overlapped: 'accept', bytes: 5 });
    expect(bytesAt(buffer, 5)).toBe('first');
    const out = [0, 0, 0, 0].map(() => memory(8));
    attempt('GetAcceptExSockaddrs', buffer, 16, 32, 32, ...out);
    const portAt = (at: bigint | undefined) => {
      const name = heap.readUint64(at as bigint);
      return new DataView(Uint8Array.from(heap.bytes(name, 16, 'read')).buffer).getUint16(2);
    };
    expect([portAt(out[0]), portAt(out[2])]).toEqual([portOf(listening), portOf(client)]);
    expect([local(accepted), remote(accepted), get(accepted, SO.SNDBUF)]).toEqual([
      10057, 10057, 65_536,
    ]);
    const handle = memory(8);
    heap.writeUint64(handle, client);
    const tell = () =>
      attempt('setsockopt', accepted, SOL_SOCKET, SO.UPDATE_ACCEPT_CONTEXT, handle, 8).error;
    expect(tell()).toBe(10038);
    heap.writeUint64(handle, listening);
    expect(tell()).toBe('untouched');
    expect(remote(accepted)).toEqual(local(client));
    expect(get(accepted, SO.SNDBUF)).toBe(4321);
  });
});

describe('DisconnectEx', () => {
  /** A connection, and a port that the client is associated with. */
  const disconnecting = (flags: number, reserved = 0) => {
    const program = socketProgram();
    const { pair, associated, overlapped, attempt } = program;
    const { client, server } = pair();
    const port = associated(client);
    const disconnect = () =>
      attempt('DisconnectEx', client, overlapped('disconnect'), flags, reserved);
    return { ...program, client, server, port, disconnect };
  };

  test('CONN-10: ends in order: the other end sees the end of the stream', () => {
    const { disconnect, dequeue, port, settle, recv, server, send, client } = disconnecting(0);
    expect(disconnect()).toEqual(PENDS);
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 1, overlapped: 'disconnect', bytes: 0 });
    expect([recv(server, 5), send(client, 'x').error]).toEqual(['', 10058]);
  });

  test('with TF_REUSE_SOCKET leaves a socket as new, which connects and is accepted into again', () => {
    const {
      disconnect,
      settle,
      client,
      remote,
      local,
      bind,
      listener,
      portOf,
      attempt,
      address,
      overlapped,
      dequeue,
      port,
      memory,
      tcp,
      connect,
      recv,
      accept,
      send,
    } = disconnecting(2);
    disconnect();
    settle();
    expect(local(client)).toBe(10022);
    bind(client);
    const listening = listener();
    const to = address(portOf(listening));
    attempt('ConnectEx', client, to, 16, 0n, 0, 0n, overlapped('connect'));
    settle();
    // It must be told of the new connection as if it had never had another (CONN-9).
    expect(remote(client)).toBe(10057);
    expect([dequeue(port).overlapped, dequeue(port)]).toMatchObject([
      'disconnect',
      { returned: 1, overlapped: 'connect' },
    ]);
    send(client, 'again');
    expect(recv(accept(listening), 9)).toBe('again');
    attempt('DisconnectEx', client, overlapped('disconnect'), 2, 0);
    settle();
    attempt('AcceptEx', listening, client, memory(64), 0, 32, 32, 0n, overlapped('accept'));
    expect(connect(tcp(), portOf(listening)).returned).toBe(0);
  });

  test('with TF_REUSE_SOCKET leaves nothing of the last connection on a socket that AcceptEx has filled', () => {
    const {
      listener,
      tcp,
      attempt,
      memory,
      overlapped,
      connect,
      portOf,
      settle,
      bind,
      local,
      remote,
      address,
    } = socketProgram();
    const [listening, socket] = [listener(), tcp()];
    attempt('AcceptEx', listening, socket, memory(64), 0, 32, 32, 0n, overlapped('accept'));
    connect(tcp(), portOf(listening));
    settle();
    attempt('DisconnectEx', socket, overlapped('disconnect'), 2, 0);
    settle();
    bind(socket);
    expect(local(socket)).toMatchObject({ ip: LOOPBACK });
    const to = address(portOf(listening));
    attempt('ConnectEx', socket, to, 16, 0n, 0, 0n, overlapped('connect'));
    settle();
    expect([local(socket), remote(socket)]).toMatchObject([{ ip: LOOPBACK }, 10057]);
  });

  test('without TF_REUSE_SOCKET leaves a socket that cannot be given to AcceptEx', () => {
    const { disconnect, settle, client, listener, attempt, memory, overlapped } = disconnecting(0);
    disconnect();
    settle();
    const accept = ['AcceptEx', listener(), client, memory(64), 0, 32, 32, 0n] as const;
    expect(attempt(...accept, overlapped('accept')).error).toBe(10022);
  });

  test('refuses other flags, a reserved argument and a socket without a connection', () => {
    const { attempt, tcp, overlapped, event } = socketProgram();
    expect(disconnecting(4).disconnect().error).toBe(10022);
    expect(disconnecting(0, 1).disconnect().error).toBe(10022);
    expect(attempt('DisconnectEx', tcp(), overlapped('x'), 0, 0).error).toBe(10057);
    expect(attempt('DisconnectEx', event(), overlapped('x'), 0, 0).error).toBe(10038);
  });

  test('without an OVERLAPPED waits until it is done', () => {
    const { pair, attempt, recv } = socketProgram();
    const { client, server } = pair();
    expect(attempt('DisconnectEx', client, 0n, 0, 0).returned).toBe(1);
    expect(recv(server, 1)).toBe('');
  });
});

describe('WSAIoctl', () => {
  test('CONN-1: gives the functions of the socket’s provider by their GUIDs, and none for another one', () => {
    const { tcp, attempt, memory, heap, codeOf, dword } = socketProgram();
    const guid = memory(16);
    const [output, bytes] = [memory(8), memory(4)];
    // b5367df1-cbac-11cf-95ca-00805f48a192, WSAID_ACCEPTEX.
    const id = [
      0xf1, 0x7d, 0x36, 0xb5, 0xac, 0xcb, 0xcf, 0x11, 0x95, 0xca, 0, 0x80, 0x5f, 0x48, 0xa1, 0x92,
    ];
    heap.bytes(guid, 16, 'write').set(id);
    const socket = tcp();
    const ask = (code = 0xc800_0006, room = 8) =>
      attempt('WSAIoctl', socket, code, guid, 16, output, room, bytes, 0n, 0n);
    expect([ask(0xc800_0006, 7).error, ask(0xdead_beef).error]).toEqual([10014, 10045]);
    expect([ask().returned, dword(bytes), heap.readUint64(output)]).toEqual([
      0,
      8,
      codeOf('AcceptEx'),
    ]);
    heap.bytes(guid, 1, 'write')[0] = 0;
    expect(ask().error).toBe(10022);
  });
});
