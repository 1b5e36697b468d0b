import { describe, expect, test } from 'vitest';
import { PENDS, SO, socketProgram } from './socket-testing.ts';

const MSG = { OOB: 1, PEEK: 2, WAITALL: 8 };

describe('datagrams', () => {
  test('come one by one with who sent them; what does not fit is lost (RECV-15, RECV-16)', () => {
    const {
      boundUdp,
      sendTo,
      settle,
      buffers,
      memory,
      dwordOf,
      attempt,
      heap,
      bytesAt,
      dword,
      overlapped,
      status,
    } = socketProgram();
    const [ours, peer] = [boundUdp(), boundUdp()];
    for (const one of ['too long', 'next', '']) sendTo(peer.socket, one, ours.port);
    settle();
    const recvFrom = (over: bigint) => {
      const { array, at } = buffers(4);
      const [bytes, name, length] = [memory(4), memory(16), dwordOf(16)];
      const call = attempt(
        'WSARecvFrom',
        ours.socket,
        array,
        1,
        bytes,
        dwordOf(0),
        name,
        length,
        over,
        0n,
      );
      const view = new DataView(Uint8Array.from(heap.bytes(name, 16, 'read')).buffer);
      return {
        ...call,
        bytes: dword(bytes),
        got: bytesAt(at[0] as bigint, 4),
        port: view.getUint16(2),
      };
    };
    const at = overlapped('read');
    expect(recvFrom(at)).toEqual({
      returned: -1,
      error: 10040,
      bytes: 4,
      got: 'too ',
      port: peer.port,
    });
    expect(status(at)).toBe('0x80000005');
    expect(recvFrom(0n)).toMatchObject({ returned: 0, bytes: 4, got: 'next' });
    expect(recvFrom(0n)).toMatchObject({ returned: 0, bytes: 0 });
  });

  test('to a port that nobody has: the next receive fails, once for each of them, and the one after does not', () => {
    const { boundUdp, sendTo, recv, settle, unblock } = socketProgram();
    const { socket, port } = boundUdp();
    unblock(socket);
    expect([sendTo(socket, 'x', 9).returned, sendTo(socket, 'y', 9).returned]).toEqual([1, 1]);
    settle();
    sendTo(socket, 'mine', port);
    settle();
    const seen = [1, 2, 3, 4].map(() => recv(socket, 9));
    expect(seen).toEqual([{ error: 10054 }, { error: 10054 }, 'mine', { error: 10035 }]);
  });

  test('to a port that nobody has: a pending receive ends, with 1234 at the port and 10054 in Winsock', () => {
    const {
      boundUdp,
      sendTo,
      startRecv,
      overlapped,
      associated,
      dequeue,
      settle,
      attempt,
      memory,
      status,
    } = socketProgram();
    const { socket } = boundUdp();
    const port = associated(socket);
    const read = overlapped('read');
    expect(startRecv(socket, [4], read).call).toEqual(PENDS);
    sendTo(socket, 'x', 9);
    settle();
    expect(dequeue(port)).toMatchObject({ returned: 0, error: 1234, bytes: 0, overlapped: 'read' });
    expect(status(read)).toBe('0xC000023F');
    expect(attempt('WSAGetOverlappedResult', socket, read, memory(4), 0, memory(4))).toEqual({
      returned: 0,
      error: 10054,
    });
  });

  test('SIO_UDP_CONNRESET turns that off and on again', () => {
    const { boundUdp, sendTo, recv, settle, unblock, attempt, dwordOf, memory } = socketProgram();
    const { socket } = boundUdp();
    unblock(socket);
    const tells = (yes: number) =>
      attempt('WSAIoctl', socket, 0x9800_000c, dwordOf(yes), 4, 0n, 0, memory(4), 0n, 0n).returned;
    expect(tells(0)).toBe(0);
    sendTo(socket, 'x', 9);
    settle();
    expect(recv(socket, 9)).toEqual({ error: 10035 });
    tells(1);
    sendTo(socket, 'x', 9);
    settle();
    expect(recv(socket, 9)).toEqual({ error: 10054 });
  });

  test('to another machine are lost, and nobody is told', () => {
    const { boundUdp, sendTo, recv, settle, unblock } = socketProgram();
    const { socket } = boundUdp();
    unblock(socket);
    expect(sendTo(socket, 'x', 9, 0x0a00_0001).returned).toBe(1);
    settle();
    expect(recv(socket, 9)).toEqual({ error: 10035 });
  });

  test('to a connected socket come from its peer only', () => {
    const { boundUdp, sendTo, recv, settle, unblock, connect } = socketProgram();
    const [ours, friend, stranger] = [boundUdp(), boundUdp(), boundUdp()];
    connect(ours.socket, friend.port);
    unblock(ours.socket);
    sendTo(stranger.socket, 'spam', ours.port);
    sendTo(friend.socket, 'mail', ours.port);
    settle();
    expect([recv(ours.socket, 9), recv(ours.socket, 9)]).toEqual(['mail', { error: 10035 }]);
  });

  test('reach one of two sockets with the same address: the one that was bound first', () => {
    const { udp, set, bind, sendTo, settle, waiting } = socketProgram();
    const [first, second] = [udp(), udp()];
    for (const socket of [first, second]) {
      set(socket, SO.REUSEADDR, 1);
      bind(socket, 5000);
    }
    sendTo(udp(), 'abc', 5000);
    settle();
    expect([waiting(first), waiting(second)]).toEqual([3, 0]);
  });

  test('are lost when 64 KiB of them wait already', () => {
    const { boundUdp, sendTo, recv, settle, unblock } = socketProgram();
    const { socket, port } = boundUdp();
    unblock(socket);
    for (let sent = 0; sent < 10; sent++) sendTo(socket, `${sent}`.repeat(10_000), port);
    settle();
    const got = Array.from({ length: 10 }, () => recv(socket, 10_000));
    expect(got.map((one) => (typeof one === 'string' ? one[0] : one.error)).join(' ')).toBe(
      '0 1 2 3 4 5 10035 10035 10035 10035',
    );
    // Those that were received make room again.
    sendTo(socket, 'x'.repeat(60_000), port);
    settle();
    expect((recv(socket, 60_000) as string).length).toBe(60_000);
  });

  test('RECV-18: a peek leaves the datagram', () => {
    const { boundUdp, sendTo, recv } = socketProgram();
    const { socket, port } = boundUdp();
    sendTo(socket, 'look', port);
    expect([recv(socket, 9, MSG.PEEK), recv(socket, 9)]).toEqual(['look', 'look']);
  });

  test('that a cancelled receive waited for go to the next one', () => {
    const { boundUdp, sendTo, startRecv, overlapped, attempt, settle, status } = socketProgram();
    const { socket, port } = boundUdp();
    const [first, second] = [overlapped('first'), overlapped('second')];
    startRecv(socket, [4], first);
    const { got } = startRecv(socket, [4], second);
    attempt('CancelIoEx', socket, first);
    sendTo(socket, 'mine', port);
    settle();
    expect([status(first), status(second), got(4)]).toEqual(['0xC0000120', '0x00000000', 'mine']);
  });

  test('SCLOSE-7: closing ends a pending receive with 995, and nobody has the port any more', () => {
    const { boundUdp, startRecv, overlapped, associated, dequeue, close } = socketProgram();
    const { socket, port } = boundUdp();
    const completions = associated(socket);
    startRecv(socket, [4], overlapped('read'));
    close(socket);
    expect(dequeue(completions)).toMatchObject({ returned: 0, error: 995, bytes: 0 });
    expect(boundUdp(port).port).toBe(port);
  });
});

test('a UDP socket that was never bound sends from a port of its own', () => {
  const { boundUdp, udp, sendTo, local, settle, waiting } = socketProgram();
  const [client, server] = [udp(), boundUdp()];
  sendTo(client, 'x', server.port);
  settle();
  expect([local(client), waiting(server.socket)]).toEqual([{ ip: 0, port: expect.any(Number) }, 1]);
});
