import { describe, expect, test } from 'vitest';
import { socketProgram } from './socket-testing.ts';

const LEFT_ALONE = 'untouched';

describe('WSAGetOverlappedResult', () => {
  test('RES-1: tells bytes and Winsock’s error, and 996 while the operation is pending', () => {
    const { pair, startRecv, overlapped, attempt, memory, dword, send, reset, settle } =
      socketProgram();
    const { client, server } = pair();
    const result = (at: bigint) => {
      const [bytes, flags] = [memory(4), memory(4)];
      const call = attempt('WSAGetOverlappedResult', server, at, bytes, 0, flags);
      return { ...call, bytes: dword(bytes), flags: dword(flags) };
    };
    const [first, second] = [overlapped('first'), overlapped('second')];
    startRecv(server, [8], first);
    expect(result(first)).toEqual({
      returned: 0,
      error: 996,
      bytes: LEFT_ALONE,
      flags: LEFT_ALONE,
    });
    send(client, 'abc');
    settle();
    expect(result(first)).toMatchObject({ returned: 1, bytes: 3, flags: 0 });
    startRecv(server, [8], second);
    reset(client);
    settle();
    expect(result(second)).toMatchObject({ returned: 0, error: 10054, bytes: 0 });
  });

  test('waits, for the event or for the socket', () => {
    const { pair, startRecv, overlapped, event, number, memory, send } = socketProgram();
    const { client, server } = pair();
    for (const hEvent of [event(), 0n]) {
      const at = overlapped('read', hEvent);
      startRecv(server, [3], at);
      send(client, 'abc');
      expect(number('WSAGetOverlappedResult', server, at, memory(4), 1, memory(4))).toBe(1);
    }
  });

  test('checks its pointers and the socket', () => {
    const { pair, overlapped, attempt, memory, event } = socketProgram();
    const { server } = pair();
    const at = overlapped('read');
    const error = (...args: (number | bigint)[]) =>
      attempt('WSAGetOverlappedResult', ...args).error;
    expect(error(event(), at, memory(4), 0, memory(4))).toBe(10038);
    expect(error(server, 0n, memory(4), 0, memory(4))).toBe(10014);
    expect(error(server, at, 0n, 0, memory(4))).toBe(10014);
    expect(error(server, at, memory(4), 0, 0n)).toBe(10014);
  });
});
