import { describe, expect, test } from 'vitest';
import { failed, PENDS, SO, socketProgram } from './socket-testing.ts';

const MSG = { OOB: 1, PEEK: 2, WAITALL: 8 };

describe('recv and send', () => {
  test('check memory and length', () => {
    const { pair, attempt, memory } = socketProgram();
    const { client, server } = pair();
    for (const name of ['recv', 'send']) {
      expect(attempt(name, client, 5n, 1, 0)).toEqual(failed(10014));
      expect(attempt(name, client, memory(4), -1, 0)).toEqual(failed(10014));
    }
    expect(attempt('send', client, 0n, 0, 0).returned).toBe(0);
    expect(attempt('send', server, memory(4), 4, 0).returned).toBe(4);
  });

  test('take part of what is there, in order, and the rest afterwards', () => {
    const { pair, send, recv, waiting, settle } = socketProgram();
    const { client, server } = pair();
    send(client, 'abc');
    send(client, 'defg');
    settle();
    expect([waiting(server), recv(server, 2), waiting(server), recv(server, 9)]).toEqual([
      7,
      'ab',
      5,
      'cdefg',
    ]);
  });

  test('wait for what has not come, and stop waiting for a non-blocking socket', () => {
    const { pair, send, recv, unblock } = socketProgram();
    const { client, server } = pair();
    send(client, 'late');
    expect(recv(server, 9)).toBe('late');
    unblock(server);
    expect(recv(server, 9)).toEqual({ error: 10035 });
  });

  test('a non-blocking send is taken whole while there is room, and refused whole with none', () => {
    const { pair, send, recv, unblock, settle } = socketProgram();
    const { client, server } = pair();
    unblock(client);
    // The other end's window and this one's buffer, and a send more than fits.
    const part = 'x'.repeat(65_536);
    expect(send(client, part).returned).toBe(65_536);
    settle();
    expect([send(client, part).returned, send(client, part).returned]).toEqual([65_536, -1]);
    settle();
    expect(send(client, 'y')).toEqual(failed(10035));
    expect(recv(server, 65_536)).toBe(part);
    settle();
    expect(send(client, 'y').returned).toBe(1);
  });

  test('RECV-18: MSG_PEEK leaves the bytes', () => {
    const { pair, send, recv } = socketProgram();
    const { client, server } = pair();
    send(client, 'look');
    expect([recv(server, 2, MSG.PEEK), recv(server, 9)]).toEqual(['lo', 'look']);
  });
});

describe('WSASend', () => {
  test('SEND-1: is over at once and tells its bytes; a packet comes all the same (SKIP-3)', () => {
    const { pair, startSend, overlapped, associated, dequeue } = socketProgram();
    const { client } = pair();
    const port = associated(client);
    const { call, bytes } = startSend(client, ['ab', '', 'cde'], overlapped('write'));
    expect([call.returned, bytes()]).toEqual([0, 5]);
    expect(dequeue(port)).toMatchObject({ returned: 1, overlapped: 'write', bytes: 5 });
  });

  test('SEND-2: with SO_SNDBUF of 0 it waits until its bytes have arrived', () => {
    const { pair, set, startSend, overlapped, associated, dequeue, settle, recv } = socketProgram();
    const { client, server } = pair();
    set(client, SO.SNDBUF, 0);
    const port = associated(client);
    expect(startSend(client, ['ab'], overlapped('write')).call).toEqual(PENDS);
    expect(dequeue(port).error).toBe(258);
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 1, bytes: 2 });
    expect(recv(server, 9)).toBe('ab');
  });

  test('checks its arguments as WSARecv does, and a socket without a connection is refused', () => {
    const { pair, tcp, udp, attempt, buffers, memory, startSend, overlapped } = socketProgram();
    const { client } = pair();
    const { array } = buffers('ab');
    const send = (list: bigint, count: number, bytes: bigint, over: bigint) =>
      attempt('WSASend', client, list, count, bytes, 0, over, 0n).error;
    expect([
      send(array, 0, memory(4), 0n),
      send(0n, 1, memory(4), 0n),
      send(array, 1, 0n, 0n),
      send(array, 1, memory(4), 5n),
    ]).toEqual([10022, 10014, 10014, 10014]);
    for (const socket of [tcp(), udp()]) {
      expect(startSend(socket, ['x'], overlapped('write')).call).toEqual(failed(10057));
    }
  });
});

describe('sendto and WSASendTo', () => {
  test('send to the address that they name, a stream to its own', () => {
    const { boundUdp, udp, sendTo, recv, pair, tcp } = socketProgram();
    const { socket, port } = boundUdp();
    expect(sendTo(udp(), 'hi', port).returned).toBe(2);
    expect(recv(socket, 9)).toBe('hi');
    const { client, server } = pair();
    expect(sendTo(client, 'stream', port).returned).toBe(6);
    expect(recv(server, 9)).toBe('stream');
    expect(sendTo(tcp(), 'x', port)).toEqual(failed(10057));
  });

  test('both refuse an address that cannot be, and without one send where connect said', () => {
    const { boundUdp, udp, connect, sendTo, recv, attempt, buffers, memory, text, address } =
      socketProgram();
    const server = boundUdp();
    const client = udp();
    const sendMany = (name: bigint, length = 16) => {
      const { array } = buffers('many');
      return attempt('WSASendTo', client, array, 1, memory(4), 0, name, length, 0n, 0n);
    };
    expect([sendTo(client, 'x', 0), sendTo(client, 'x', 80, 0)]).toEqual([
      failed(10049),
      failed(10049),
    ]);
    expect([sendMany(address(0)), sendMany(address(80), 8)]).toEqual([
      failed(10049),
      failed(10014),
    ]);
    expect(sendMany(0n)).toEqual(failed(10057));
    connect(client, server.port);
    expect(sendMany(0n).returned).toBe(0);
    expect(attempt('sendto', client, text('one'), 3, 0, 0n, 0).returned).toBe(3);
    expect([recv(server.socket, 9), recv(server.socket, 9)]).toEqual(['many', 'one']);
  });

  test('a datagram that is longer than 65507 bytes is refused with 10040', () => {
    const { boundUdp, sendTo, recv, settle } = socketProgram();
    const { socket, port } = boundUdp();
    expect(sendTo(socket, 'x'.repeat(65_508), port)).toEqual(failed(10040));
    expect(sendTo(socket, 'x'.repeat(65_507), port).returned).toBe(65_507);
    settle();
    expect((recv(socket, 65_536) as string).length).toBe(65_507);
  });
});
