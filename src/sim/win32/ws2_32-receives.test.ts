import { describe, expect, test } from 'vitest';
import { failed, PENDS, socketProgram } from './socket-testing.ts';

const MSG = { OOB: 1, PEEK: 2, WAITALL: 8 };
const LEFT_ALONE = 'untouched';

describe('WSARecv', () => {
  test('RECV-1, RECV-3: leaves count and flags alone while it is pending, and writes both when it is over at once', () => {
    const { pair, send, startRecv, overlapped, settle } = socketProgram();
    const { client, server } = pair();
    const first = startRecv(server, [4], overlapped('first'));
    expect([first.call, first.bytes()]).toEqual([PENDS, LEFT_ALONE]);
    send(client, 'abcdef');
    settle();
    expect([first.bytes(), first.got(4)]).toEqual([LEFT_ALONE, 'abcd']);
    const second = startRecv(server, [4], overlapped('second'));
    expect([second.call.returned, second.bytes(), second.got(2)]).toEqual([0, 2, 'ef']);
  });

  test('RECV-8 to RECV-10: checks buffers, flags and the pointer for the count, and starts nothing', () => {
    const { pair, attempt, buffers, memory, dwordOf, overlapped, status } = socketProgram();
    const { server } = pair();
    const { array } = buffers(4);
    const at = overlapped('read');
    const recv = (list: bigint, count: number, bytes: bigint, flags: bigint, over: bigint) =>
      attempt('WSARecv', server, list, count, bytes, flags, over, 0n).error;
    expect([
      recv(array, 0, memory(4), dwordOf(0), at),
      recv(0n, 1, memory(4), dwordOf(0), at),
      recv(array, 1, memory(4), 0n, at),
      recv(array, 1, 0n, dwordOf(0), 0n),
      recv(array, 1, 5n, dwordOf(0), at),
      recv(array, 1, memory(4), dwordOf(0), 5n),
    ]).toEqual([10022, 10014, 10014, 10014, 10014, 10014]);
    expect(status(at)).toBe(LEFT_ALONE);
    expect(recv(array, 1, 0n, dwordOf(0), at)).toBe(997);
  });

  test('fills one buffer after the other, and says how much in all', () => {
    const { pair, send, startRecv, overlapped, settle, bytesAt } = socketProgram();
    const { client, server } = pair();
    send(client, 'abcdef');
    settle();
    const { at, bytes } = startRecv(server, [2, 0, 3, 9], overlapped('read'));
    expect(bytes()).toBe(6);
    expect([
      bytesAt(at[0] as bigint, 2),
      bytesAt(at[2] as bigint, 3),
      bytesAt(at[3] as bigint, 2),
    ]).toEqual(['ab', 'cde', `f${String.fromCharCode(0xcc)}`]);
  });

  test('RECV-12, RECV-14: without an OVERLAPPED a non-blocking socket says 10035, and with one it pends', () => {
    const { pair, unblock, startRecv, overlapped } = socketProgram();
    const { server } = pair();
    unblock(server);
    expect(startRecv(server, [4], 0n).call).toEqual(failed(10035));
    expect(startRecv(server, [4], overlapped('read')).call).toEqual(PENDS);
  });

  test('of a socket that is not connected or not bound is refused', () => {
    const { tcp, udp, startRecv, overlapped, recv } = socketProgram();
    expect(startRecv(tcp(), [4], overlapped('read')).call).toEqual(failed(10057));
    expect(startRecv(udp(), [4], overlapped('read')).call).toEqual(failed(10022));
    expect([recv(tcp(), 1), recv(udp(), 1)]).toEqual([{ error: 10057 }, { error: 10022 }]);
  });

  test('on what is no socket touches nothing: 10038', () => {
    const { event, startRecv, overlapped, status } = socketProgram();
    const at = overlapped('read');
    const { call, bytes } = startRecv(event(), [4], at);
    expect([call, bytes(), status(at)]).toEqual([failed(10038), LEFT_ALONE, LEFT_ALONE]);
  });

  test('MSG_WAITALL needs a blocking stream that does not peek', () => {
    const { pair, boundUdp, unblock, startRecv, recv, overlapped } = socketProgram();
    const { client, server } = pair();
    const error = (socket: bigint, flags: number) =>
      startRecv(socket, [4], overlapped('read'), flags).call.error;
    expect(error(server, MSG.WAITALL)).toBe(997);
    expect(error(server, MSG.WAITALL | MSG.PEEK)).toBe(10045);
    expect(error(boundUdp().socket, MSG.WAITALL)).toBe(10045);
    unblock(client);
    expect(recv(client, 4, MSG.WAITALL)).toEqual({ error: 10045 });
  });
});

describe('MSG_OOB', () => {
  test('is not for datagrams', () => {
    const { boundUdp, send, recv, connect } = socketProgram();
    const { socket, port } = boundUdp();
    connect(socket, port);
    expect([send(socket, 'x', MSG.OOB), recv(socket, 1, MSG.OOB)]).toEqual([
      failed(10045),
      { error: 10045 },
    ]);
  });

  test('on a stream is said to be left out, in both directions, and no byte goes', () => {
    const { pair, send, recv, waiting, settle, startRecv, overlapped } = socketProgram();
    const { client, server } = pair();
    const sentence = /MSG_OOB is not in the simulated Windows/;
    expect(() => send(client, 'x', MSG.OOB)).toThrow(sentence);
    expect(() => recv(server, 1, MSG.OOB)).toThrow(sentence);
    expect(() => startRecv(server, [1], overlapped('read'), MSG.OOB)).toThrow(sentence);
    settle();
    expect(waiting(server)).toBe(0);
  });
});
