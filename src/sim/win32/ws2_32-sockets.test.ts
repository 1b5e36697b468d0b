import { describe, expect, test } from 'vitest';
import { DONE, failed, SO, socketProgram } from './socket-testing.ts';

const LOOPBACK = 0x7f00_0001;
const NONE = '0xFFFFFFFFFFFFFFFF';

describe('WSAStartup', () => {
  test('FFI-6: after as many calls of WSACleanup as of WSAStartup and Node’s own, nothing works', () => {
    const { attempt, memory } = socketProgram();
    expect(attempt('WSAStartup', 0x0202, memory(408)).returned).toBe(0);
    expect(attempt('WSACleanup').returned).toBe(0);
    expect(attempt('socket', 2, 1, 6).returned).not.toBe(NONE);
    expect(attempt('WSACleanup').returned).toBe(0);
    expect(attempt('socket', 2, 1, 6)).toEqual({ returned: NONE, error: 10093 });
    expect(attempt('bind', 4n, 0n, 0)).toEqual(failed(10093));
    expect(attempt('WSAGetOverlappedResult', 4n, 0n, 0n, 0, 0n)).toEqual({
      returned: 0,
      error: 10093,
    });
    expect(attempt('WSACleanup')).toEqual(failed(10093));
  });

  test('says 2.2 and which version is spoken; version 0 is none', () => {
    const { attempt, memory, heap } = socketProgram();
    const data = memory(408);
    attempt('WSAStartup', 0x0101, data);
    expect(heap.readUint32(data)).toBe(0x0202_0101);
    attempt('WSAStartup', 0x0909, data);
    expect(heap.readUint32(data)).toBe(0x0202_0202);
    expect(attempt('WSAStartup', 0, data)).toEqual({ returned: 10092, error: 'untouched' });
    expect(attempt('WSAStartup', 0x0202, 0n).returned).toBe(10014);
  });
});

test('a socket of another type, family or protocol is refused, each with its error', () => {
  const { attempt } = socketProgram();
  const error = (...args: number[]) => attempt('socket', ...args).error;
  expect([
    error(2, 3, 0),
    error(23, 1, 6),
    error(0, 1, 0),
    error(2, 1, 17),
    error(2, 2, 6),
  ]).toEqual([10044, 10047, 10022, 10043, 10043]);
  expect([error(0, 1, 6), error(2, 0, 17), error(2, 0, 0)]).toEqual(new Array(3).fill('untouched'));
});

test('what is no socket is refused by everything with 10038', () => {
  const { attempt, event, memory, dwordOf, address } = socketProgram();
  const event4 = event();
  const at = memory(32);
  const calls: [string, ...(number | bigint)[]][] = [
    ['bind', address(0), 16],
    ['listen', 1],
    ['connect', address(1), 16],
    ['getsockname', at, dwordOf(16)],
    ['getpeername', at, dwordOf(16)],
    ['shutdown', 1],
    ['closesocket'],
    ['getsockopt', 0xffff, SO.TYPE, at, dwordOf(4)],
    ['setsockopt', 0xffff, SO.SNDBUF, at, 4],
    ['ioctlsocket', 0x4004_667f, at],
    ['WSADuplicateSocketW', 0x1000, memory(628)],
    ['send', at, 1, 0],
    ['recv', at, 1, 0],
    ['sendto', at, 1, 0, address(1), 16],
  ];
  for (const [name, ...args] of calls) {
    expect([name, attempt(name, event4, ...args)]).toEqual([name, failed(10038)]);
  }
  expect(attempt('accept', event4, 0n, 0n)).toEqual({ returned: NONE, error: 10038 });
  // A closed one is none either.
  const { tcp, close } = socketProgram();
  const socket = tcp();
  close(socket);
  expect(close(socket)).toEqual(failed(10038));
});

describe('bind', () => {
  test('takes a port that is free, once, and only an address of this machine', () => {
    const { tcp, bind, local } = socketProgram();
    const socket = tcp();
    expect(local(socket)).toBe(10022);
    expect(bind(socket, 0, 0x0808_0808)).toEqual(failed(10049));
    expect(bind(socket, 8080)).toEqual(DONE);
    expect(local(socket)).toEqual({ ip: LOOPBACK, port: 8080 });
    expect(bind(socket, 8081)).toEqual(failed(10022));
    expect(bind(tcp(), 8080)).toEqual(failed(10048));
  });

  test('wants a whole SOCKADDR_IN of its family', () => {
    const { tcp, attempt, address, heap } = socketProgram();
    const name = address(0);
    expect(attempt('bind', tcp(), 0n, 16).error).toBe(10014);
    expect(attempt('bind', tcp(), name, 15).error).toBe(10014);
    heap.bytes(name, 1, 'write')[0] = 23;
    expect(attempt('bind', tcp(), name, 16).error).toBe(10047);
  });

  test('with SO_REUSEADDR works beside a socket that has it, too; otherwise it is 10013', () => {
    const { tcp, bind, set, listener, portOf } = socketProgram();
    const first = listener();
    const second = tcp();
    set(second, SO.REUSEADDR, 1);
    expect(bind(second, portOf(first))).toEqual(failed(10013));

    for (const socket of [tcp(), tcp()]) {
      set(socket, SO.REUSEADDR, 1);
      expect(bind(socket, 7777)).toEqual(DONE);
    }
  });

  test('a connection goes to the listener that was bound first, and to one with just its address before one with any', () => {
    const { tcp, bind, set, number, connect, accept, unblock, close } = socketProgram();
    const listening = (ip: number, reuses: boolean) => {
      const socket = tcp();
      if (reuses) set(socket, SO.REUSEADDR, 1);
      expect(bind(socket, 7777, ip)).toEqual(DONE);
      number('listen', socket, 4);
      unblock(socket);
      return socket;
    };
    const any = listening(0, false);
    const [first, second] = [listening(LOOPBACK, true), listening(LOOPBACK, true)];
    const whoGets = () => {
      connect(tcp(), 7777);
      return [first, second, any].findIndex((socket) => BigInt.asIntN(64, accept(socket)) !== -1n);
    };
    expect(whoGets()).toBe(0);
    close(first);
    expect(whoGets()).toBe(1);
    close(second);
    expect(whoGets()).toBe(2);
  });

  test('a listener’s port is free when it is closed, though its connections live on', () => {
    const { listener, portOf, tcp, connect, accept, close, bind, send, recv, local, set } =
      socketProgram();
    const listening = listener();
    const port = portOf(listening);
    const client = tcp();
    connect(client, port);
    const server = accept(listening);
    expect(bind(tcp(), port)).toEqual(failed(10048));
    close(listening);
    const exclusive = tcp();
    set(exclusive, SO.EXCLUSIVEADDRUSE, 1);
    expect(bind(exclusive, port)).toEqual(DONE);
    expect(local(server)).toEqual({ ip: LOOPBACK, port });
    send(client, 'still there');
    expect(recv(server, 20)).toBe('still there');
  });

  test('after an exclusive listener nobody binds exclusively until its connections are closed', () => {
    const { tcp, connect, accept, close, bind, set, number } = socketProgram();
    const exclusive = () => {
      const socket = tcp();
      set(socket, SO.EXCLUSIVEADDRUSE, 1);
      return socket;
    };
    const listening = exclusive();
    bind(listening, 5150);
    number('listen', listening, 1);
    connect(tcp(), 5150);
    const server = accept(listening);
    close(listening);
    expect(bind(exclusive(), 5150)).toEqual(failed(10048));
    close(server);
    expect(bind(exclusive(), 5150)).toEqual(DONE);
  });

  test('without a free port it is 10055, for connect as well', () => {
    const { tcp, bind, connect, listener } = socketProgram();
    listener(80);
    while (bind(tcp()).returned === 0);
    expect(bind(tcp())).toEqual(failed(10055));
    expect(connect(tcp(), 80)).toEqual(failed(10055));
  });
});

describe('listen and accept', () => {
  test('need a bound TCP socket that is not connected', () => {
    const { tcp, udp, attempt, pair, listener } = socketProgram();
    expect(attempt('listen', tcp(), 1).error).toBe(10022);
    expect(attempt('listen', udp(), 1).error).toBe(10045);
    expect(attempt('listen', pair().client, 1).error).toBe(10056);
    expect(attempt('accept', tcp(), 0n, 0n).error).toBe(10022);
    expect(attempt('accept', udp(), 0n, 0n).error).toBe(10045);
    expect(attempt('listen', listener(), 1)).toEqual(DONE);
  });

  test('RECV-12: a non-blocking listener has nobody, or gives a socket that is non-blocking, too', () => {
    const { listener, unblock, attempt, tcp, connect, portOf, accept, recv } = socketProgram();
    const listening = listener();
    unblock(listening);
    expect(attempt('accept', listening, 0n, 0n)).toEqual({ returned: NONE, error: 10035 });
    connect(tcp(), portOf(listening));
    expect(recv(accept(listening), 1)).toEqual({ error: 10035 });
  });

  test('tell who connected; where there is no room for that, the connection stays', () => {
    const { listener, tcp, connect, portOf, memory, attempt, dwordOf, local, heap, bytesAt } =
      socketProgram();
    const listening = listener();
    const client = tcp();
    connect(client, portOf(listening));
    const name = memory(16);
    expect(attempt('accept', listening, name, dwordOf(15)).error).toBe(10014);
    const length = dwordOf(16);
    expect(attempt('accept', listening, name, length).error).toBe('untouched');
    const { port } = local(client) as { port: number };
    expect(bytesAt(name + 2n, 2)).toBe(String.fromCharCode(port >> 8, port & 0xff));
    expect(heap.readUint32(length)).toBe(16);
  });

  test('an accepted socket has the listener’s options', () => {
    const { tcp, bind, set, get, number, connect, accept } = socketProgram();
    const listening = tcp();
    const options: [number, number][] = [
      [SO.REUSEADDR, 1],
      [SO.KEEPALIVE, 1],
      [SO.SNDBUF, 0x123],
      [SO.RCVBUF, 0x123],
      [SO.LINGER, (555 << 16) | 1],
    ];
    for (const [option, value] of options) set(listening, option, value);
    set(listening, 1, 1, 6);
    bind(listening, 80);
    number('listen', listening, 1);
    connect(tcp(), 80);
    const server = accept(listening);
    expect(options.map(([option]) => [option, get(server, option)])).toEqual(options);
    expect(get(server, 1, 6)).toBe(1);
  });

  test('a full backlog is asked three times, and refuses after two seconds', () => {
    const { listener, portOf, tcp, connect, machine, accept, unblock } = socketProgram();
    const listening = listener(0, 2);
    const port = portOf(listening);
    expect([connect(tcp(), port), connect(tcp(), port)]).toEqual([DONE, DONE]);
    const from = machine.now;
    expect(connect(tcp(), port)).toEqual(failed(10061));
    expect(Math.floor((machine.now - from) / 1e6)).toBe(2);
    unblock(listening);
    accept(listening);
    expect(connect(tcp(), port)).toEqual(DONE);
  });

  test('a connect that finds the backlog full is served when somebody accepts before it is asked again', () => {
    const { listener, portOf, tcp, connect, accept, unblock, get, remote, pass, settle } =
      socketProgram();
    const listening = listener(0, 1);
    const port = portOf(listening);
    connect(tcp(), port);
    const late = tcp();
    unblock(late);
    expect(connect(late, port)).toEqual(failed(10035));
    pass(10);
    expect(remote(late)).toBe(10057);
    accept(listening);
    settle();
    expect(remote(late)).toEqual({ ip: LOOPBACK, port });
    expect(get(late, SO.ERROR)).toBe(0);
  });

  test('connections that nobody has accepted are reset when the listener is closed', () => {
    const { listener, portOf, tcp, connect, close, recv } = socketProgram();
    const listening = listener();
    const client = tcp();
    connect(client, portOf(listening));
    close(listening);
    expect(recv(client, 1)).toEqual({ error: 10054 });
  });
});

describe('connect', () => {
  test('needs an address that can be, and a socket that is neither connected nor listening', () => {
    const { tcp, connect, listener, portOf, pair } = socketProgram();
    expect([connect(tcp(), 0).error, connect(tcp(), 80, 0).error]).toEqual([10049, 10049]);
    const { client } = pair();
    expect(connect(client, 80)).toEqual(failed(10056));
    const listening = listener();
    expect(connect(listening, portOf(listening))).toEqual(failed(10022));
  });

  test('to a machine that does not answer takes 21 seconds, then it is 10060', () => {
    const { tcp, connect, machine } = socketProgram();
    expect(connect(tcp(), 80, 0x0a00_0001)).toEqual(failed(10060));
    expect(Math.floor(machine.now / 1e6)).toBe(21);
  });

  test('non-blocking says 10035, then 10037, and at last SO_ERROR tells once', () => {
    const { tcp, connect, unblock, get, settle } = socketProgram();
    const socket = tcp();
    unblock(socket);
    expect(connect(socket, 80)).toEqual(failed(10035));
    expect(connect(socket, 80)).toEqual(failed(10037));
    settle();
    expect([get(socket, SO.ERROR), get(socket, SO.ERROR)]).toEqual([10061, 0]);
  });

  test('of a UDP socket names whom it sends to, and AF_UNSPEC takes that back', () => {
    const { boundUdp, udp, connect, attempt, memory, heap, send, recv, remote, local } =
      socketProgram();
    const server = boundUdp();
    const client = udp();
    expect(send(client, 'x')).toEqual(failed(10057));
    expect(connect(client, 0)).toEqual(failed(10049));
    expect(connect(client, server.port)).toEqual(DONE);
    expect(remote(client)).toEqual({ ip: LOOPBACK, port: server.port });
    expect(local(client)).toMatchObject({ ip: 0 });
    send(client, 'hello');
    expect(recv(server.socket, 9)).toBe('hello');
    const nobody = memory(16);
    heap.bytes(nobody, 16, 'write').fill(0);
    expect(attempt('connect', client, nobody, 16)).toEqual(DONE);
    expect([remote(client), send(client, 'x').error]).toEqual([10057, 10057]);
  });
});

describe('shutdown', () => {
  test('needs a connection and a way that there is', () => {
    const { tcp, attempt, pair } = socketProgram();
    expect(attempt('shutdown', tcp(), 1).error).toBe(10057);
    const { client } = pair();
    expect(attempt('shutdown', client, 3).error).toBe(10022);
    expect(attempt('shutdown', client, -1).error).toBe(10022);
  });

  test('of sending is the other end’s end; receiving goes on', () => {
    const { pair, attempt, send, recv } = socketProgram();
    const { client, server } = pair();
    attempt('shutdown', client, 1);
    expect(send(client, 'x')).toEqual(failed(10058));
    expect(recv(server, 5)).toBe('');
    send(server, 'answer');
    expect(recv(client, 9)).toBe('answer');
  });

  test('of receiving refuses receives; of both, everything', () => {
    const { pair, attempt, send, recv } = socketProgram();
    const { client } = pair();
    attempt('shutdown', client, 0);
    expect([recv(client, 1), send(client, 'x').returned]).toEqual([{ error: 10058 }, 1]);
    attempt('shutdown', client, 2);
    expect(send(client, 'x')).toEqual(failed(10058));
  });

  test('of a UDP socket refuses the same', () => {
    const { boundUdp, attempt, recv, sendTo } = socketProgram();
    const { socket, port } = boundUdp();
    attempt('shutdown', socket, 2);
    expect([recv(socket, 1), sendTo(socket, 'x', port)]).toEqual([{ error: 10058 }, failed(10058)]);
  });
});

describe('closesocket', () => {
  test('in the middle of a connection: bytes that were sent arrive, then the end', () => {
    const { pair, send, close, recv } = socketProgram();
    const { client, server } = pair();
    send(client, 'last words');
    close(client);
    expect([recv(server, 20), recv(server, 20)]).toEqual(['last words', '']);
  });

  test('and then a send of the other end is answered with a reset, which is 10053 behind the end', () => {
    const { pair, attempt, send, close, recv, settle } = socketProgram();
    const { client, server } = pair();
    attempt('shutdown', client, 1);
    close(client);
    expect(send(server, 'test').returned).toBe(4);
    settle();
    expect(recv(server, 5)).toEqual({ error: 10053 });
  });

  test('with SO_LINGER of 0 seconds resets, and with bytes that nobody has received, too', () => {
    const { pair, send, reset, recv, close, settle } = socketProgram();
    const one = pair();
    send(one.client, 'lost');
    reset(one.client);
    settle();
    expect(recv(one.server, 5)).toEqual({ error: 10054 });
    expect(send(one.server, 'x')).toEqual(failed(10054));
    const two = pair();
    send(two.server, 'unread');
    settle();
    close(two.client);
    settle();
    expect(recv(two.server, 5)).toEqual({ error: 10054 });
  });

  /** A connection on which 100,000 bytes were sent that nobody receives; SO_LINGER is 2 seconds. */
  const stuck = () => {
    const program = socketProgram();
    const { client, server } = program.pair();
    program.set(client, SO.LINGER, (2 << 16) | 1);
    program.send(client, 'x'.repeat(100_000));
    program.settle();
    return { ...program, client, server };
  };

  test('with a time in SO_LINGER waits for what was sent, and resets when the time is over', () => {
    const { client, server, close, recv, machine, settle } = stuck();
    const from = machine.now;
    expect(close(client)).toEqual(DONE);
    expect(Math.floor((machine.now - from) / 1e6)).toBe(2);
    settle();
    expect(recv(server, 5)).toEqual({ error: 10054 });
  });

  test('with a time in SO_LINGER goes on as soon as the other end has everything', () => {
    const { client, server, close, machine, heap, memory, overlapped, number, startRecv, waiting } =
      stuck();
    const from = machine.now;
    const read = overlapped('read');
    expect(startRecv(server, [60_000], read).call.returned).toBe(0);
    expect(close(client)).toEqual(DONE);
    expect(machine.now - from).toBeLessThan(1000);
    expect(waiting(server)).toBe(40_000);
    expect([number('recv', server, memory(50_000), 50_000, 0), heap.readUint32(read)]).toEqual([
      40_000, 0,
    ]);
    expect(number('recv', server, memory(8), 8, 0)).toBe(0);
  });

  test('with a time in SO_LINGER does not close a non-blocking socket that would have to wait', () => {
    const { client, close, unblock, local } = stuck();
    unblock(client);
    expect(close(client)).toEqual(failed(10035));
    expect(local(client)).toMatchObject({ ip: LOOPBACK });
  });

  test('with a time in SO_LINGER does not wait where nothing is left, or the handle is not the last', () => {
    const { pair, set, close, machine } = socketProgram();
    const { client } = pair();
    set(client, SO.LINGER, (9 << 16) | 1);
    const from = machine.now;
    expect(close(client)).toEqual(DONE);
    expect(machine.now - from).toBeLessThan(10);
    const other = stuck();
    const info = other.memory(628);
    other.number('WSADuplicateSocketW', other.client, other.process.id, info);
    other.handle('WSASocketW', 2, 1, 6, info, 0, 1);
    const before = other.machine.now;
    other.close(other.client);
    expect(other.machine.now - before).toBeLessThan(10);
  });
});

test('SCLOSE-6: a duplicated socket lives on; once both are closed it cannot be opened again', () => {
  const { pair, number, handle, attempt, process, memory, close, send, recv } = socketProgram();
  const { client, server } = pair();
  const info = memory(628);
  expect(number('WSADuplicateSocketW', client, process.id, info)).toBe(0);
  const twin = handle('WSASocketW', 2, 1, 6, info, 0, 1);
  close(client);
  send(twin, 'mine');
  expect(recv(server, 9)).toBe('mine');
  close(twin);
  expect(attempt('WSASocketW', 2, 1, 6, info, 0, 1)).toEqual({ returned: NONE, error: 10022 });
  expect(attempt('WSADuplicateSocketW', server, 0x7777, info).error).toBe(10022);
});
