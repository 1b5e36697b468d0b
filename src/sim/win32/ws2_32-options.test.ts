import { describe, expect, test } from 'vitest';
import { failed, SO, SOL_SOCKET, socketProgram } from './socket-testing.ts';

describe('options', () => {
  test('SO_LINGER reads back as it was set, SO_DONTLINGER as its opposite', () => {
    const { tcp, set, get } = socketProgram();
    const socket = tcp();
    expect([get(socket, SO.LINGER), get(socket, SO.DONTLINGER)]).toEqual([0, 1]);
    for (const [value, dont] of [
      [1, 0],
      [(30 << 16) | 1, 0],
      [0, 1],
    ] as const) {
      set(socket, SO.LINGER, value);
      expect([get(socket, SO.LINGER), get(socket, SO.DONTLINGER)]).toEqual([value, dont]);
    }
    set(socket, SO.LINGER, (30 << 16) | 1);
    set(socket, SO.DONTLINGER, 1);
    expect(get(socket, SO.LINGER)).toBe(0);
  });

  test('SO_LINGER is not for UDP, as Wine’s tests of Windows say', () => {
    const { udp, set, get } = socketProgram();
    expect([get(udp(), SO.LINGER), set(udp(), SO.LINGER, 1)]).toEqual([
      { error: 10042 },
      failed(10042),
    ]);
  });

  test('SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other', () => {
    const { tcp, set, get } = socketProgram();
    const socket = tcp();
    const both = () => [get(socket, SO.REUSEADDR), get(socket, SO.EXCLUSIVEADDRUSE)];
    expect([set(socket, SO.REUSEADDR, 1).returned, both()]).toEqual([0, [1, 0]]);
    expect([set(socket, SO.EXCLUSIVEADDRUSE, 1), both()]).toEqual([failed(10022), [1, 0]]);
    expect([set(socket, SO.EXCLUSIVEADDRUSE, 0).returned, both()]).toEqual([0, [1, 0]]);
    set(socket, SO.REUSEADDR, 0);
    expect([set(socket, SO.EXCLUSIVEADDRUSE, 1).returned, both()]).toEqual([0, [0, 1]]);
    expect([set(socket, SO.REUSEADDR, 1), both()]).toEqual([failed(10022), [0, 1]]);
  });

  test('what is on or off is 1 or 0, and a byte is enough for it', () => {
    const { tcp, attempt, set, get, memory, heap, dwordOf } = socketProgram();
    const socket = tcp();
    set(socket, SO.KEEPALIVE, 0x100);
    expect(get(socket, SO.KEEPALIVE)).toBe(1);
    const byte = memory(4);
    heap.writeUint32(byte, 0xffff_ff00);
    expect(attempt('setsockopt', socket, SOL_SOCKET, SO.KEEPALIVE, byte, 1).returned).toBe(0);
    expect(get(socket, SO.KEEPALIVE)).toBe(0);
    expect(attempt('getsockopt', socket, SOL_SOCKET, SO.KEEPALIVE, byte, dwordOf(1)).returned).toBe(
      0,
    );
    expect(attempt('setsockopt', socket, SOL_SOCKET, SO.SNDBUF, byte, 1).error).toBe(10014);
    expect(attempt('getsockopt', socket, SOL_SOCKET, SO.SNDBUF, byte, dwordOf(3)).error).toBe(
      10014,
    );
    expect(attempt('setsockopt', socket, SOL_SOCKET, SO.SNDBUF, 0n, 4).error).toBe(10014);
    expect(attempt('getsockopt', socket, SOL_SOCKET, SO.SNDBUF, byte, 0n).error).toBe(10014);
  });

  test('tell of the socket; those can only be read', () => {
    const { tcp, udp, listener, get, set } = socketProgram();
    const listening = listener();
    expect([get(listening, SO.ACCEPTCONN), get(tcp(), SO.ACCEPTCONN)]).toEqual([1, 0]);
    expect([get(tcp(), SO.TYPE), get(udp(), SO.TYPE)]).toEqual([1, 2]);
    expect(get(tcp(), SO.CONNECT_TIME)).toBe(0xffff_ffff);
    for (const option of [SO.ACCEPTCONN, SO.TYPE, SO.CONNECT_TIME]) {
      expect(set(tcp(), option, 1)).toEqual(failed(10042));
    }
  });

  test('SO_CONNECT_TIME counts seconds, and SO_SNDBUF and SO_RCVBUF begin with 65536', () => {
    const { pair, get, pass } = socketProgram();
    const { client } = pair();
    pass(3500);
    expect([get(client, SO.CONNECT_TIME), get(client, SO.SNDBUF), get(client, SO.RCVBUF)]).toEqual([
      3, 65_536, 65_536,
    ]);
  });

  test('one that we do not have is named in a sentence; a level that Windows does not have is 10022', () => {
    const { tcp, get, set } = socketProgram();
    expect(() => get(tcp(), 0x1006)).toThrow('The socket option 0x1006 of level 65535 is not in');
    expect(() => set(tcp(), 7, 1, 6)).toThrow('The socket option 0x7 of level 6 is not in');
    expect([get(tcp(), SO.TYPE, 0x8000), set(tcp(), SO.SNDBUF, 1, -1)]).toEqual([
      { error: 10022 },
      failed(10022),
    ]);
  });

  test('ioctlsocket knows FIONBIO and FIONREAD', () => {
    const { pair, send, settle, waiting, ioctl, recv, attempt } = socketProgram();
    const { client, server } = pair();
    send(client, 'abc');
    settle();
    expect(waiting(server)).toBe(3);
    ioctl(client, 0x8004_667e, 1);
    expect(recv(client, 1)).toEqual({ error: 10035 });
    ioctl(client, 0x8004_667e, 0);
    send(server, 'x');
    expect(recv(client, 1)).toBe('x');
    expect(ioctl(client, 0x4004_7307, 0)).toMatchObject(failed(10045));
    expect(attempt('ioctlsocket', client, 0x4004_667f, 0n)).toEqual(failed(10014));
  });
});
