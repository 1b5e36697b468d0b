import { describe, expect, test } from 'vitest';
import { DatagramSocket } from './datagram.ts';
import { Machine } from './machine.ts';
import { ANY, LOOPBACK, type Sharing } from './network.ts';
import { STATUS } from './status.ts';
import { StreamSocket } from './stream-socket.ts';

const NAMES: Record<number, string> = {
  [STATUS.SUCCESS]: 'success',
  [STATUS.SHARING_VIOLATION]: 'in use',
  [STATUS.ACCESS_DENIED]: 'access',
};

/** How two sockets of a machine, the second beside the first, come by the same port. */
function secondOf(
  Socket: typeof StreamSocket | typeof DatagramSocket,
  first: { ip: number; sharing: Sharing },
  second: { ip: number; sharing: Sharing },
): string {
  const machine = new Machine();
  const bind = ({ ip, sharing }: typeof first) => {
    const socket = new Socket(machine, true);
    socket.sharing = sharing;
    return socket.bind({ ip, port: 5150 });
  };
  expect(bind(first)).toBe(STATUS.SUCCESS);
  return NAMES[bind(second)] ?? 'another status';
}

/*
 * The table for Windows Server 2003 and later, both sockets of one account: learn.microsoft.com/windows/win32/winsock/
 * using-so-reuseaddr-and-so-exclusiveaddruse. A row is the first bind, a column the second one.
 */
const COLUMNS: [Sharing, number][] = [
  ['default', ANY],
  ['default', LOOPBACK],
  ['reuse', ANY],
  ['reuse', LOOPBACK],
  ['exclusive', ANY],
  ['exclusive', LOOPBACK],
];
const TABLE = [
  'in use, success, access, success, in use, success',
  'success, in use, success, access, in use, in use',
  'in use, success, success, success, in use, success',
  'success, in use, success, success, in use, in use',
  'in use, access, access, access, in use, access',
  'success, in use, success, access, in use, in use',
];

describe.each([
  ['TCP', StreamSocket],
  ['UDP', DatagramSocket],
] as const)('%s', (_name, Socket) => {
  test.each(COLUMNS.map(([sharing, ip], row) => ({ sharing, ip, row })))(
    'beside a socket that was bound as $sharing to $ip, Windows’ table says who may bind',
    ({ sharing, ip, row }) => {
      const seen = COLUMNS.map(([otherSharing, otherIp]) =>
        secondOf(Socket, { sharing, ip }, { sharing: otherSharing, ip: otherIp }),
      );
      expect(seen.join(', ')).toBe(TABLE[row]);
    },
  );

  test('two different addresses of the machine have nothing to do with each other', () => {
    const other = { ip: LOOPBACK + 1, sharing: 'exclusive' } as const;
    expect(secondOf(Socket, { ip: LOOPBACK, sharing: 'exclusive' }, other)).toBe('success');
  });

  test('of two sockets with any address the one that was bound first is found, until it is closed', () => {
    const machine = new Machine();
    const [first, second] = [new Socket(machine, true), new Socket(machine, true)];
    for (const socket of [first, second]) {
      socket.sharing = 'reuse';
      socket.bind({ ip: ANY, port: 5150 });
    }
    const { tcp, udp } = machine.network;
    const found = () => (first.type === 'stream' ? tcp : udp).find({ ip: LOOPBACK, port: 5150 });
    expect(found()).toBe(first);
    first.close();
    expect(found()).toBe(second);
  });

  test('what a socket says after it was bound counts for nobody', () => {
    const machine = new Machine();
    const [first, second] = [new Socket(machine, true), new Socket(machine, true)];
    first.bind({ ip: LOOPBACK, port: 5150 });
    first.sharing = 'reuse';
    second.sharing = 'reuse';
    expect(second.bind({ ip: LOOPBACK, port: 5150 })).toBe(STATUS.ACCESS_DENIED);
  });

  test('16384 sockets have a port each that nobody named, and the next has none until one is closed', () => {
    const machine = new Machine();
    const sockets = Array.from({ length: 16_384 }, () => new Socket(machine, true));
    expect(sockets.every((socket) => socket.bind({ ip: ANY, port: 0 }) === STATUS.SUCCESS)).toBe(
      true,
    );
    const ports = new Set(sockets.map(({ local }) => local?.port));
    expect([
      ports.size,
      Math.min(...(ports as Set<number>)),
      Math.max(...(ports as Set<number>)),
    ]).toEqual([16_384, 49_152, 65_535]);
    const late = new Socket(machine, true);
    expect(late.bind({ ip: ANY, port: 0 })).toBe(STATUS.INSUFFICIENT_RESOURCES);
    expect(late.local).toBeNull();
    sockets[77]?.close();
    expect(late.bind({ ip: ANY, port: 0 })).toBe(STATUS.SUCCESS);
    expect(late.local?.port).toBe(sockets[77]?.local?.port);
  });
});
