import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProcessHeap } from '../memory/process-heap.ts';
import { Machine } from './machine.ts';
import { Process } from './process.ts';
import { Request } from './request.ts';
import { STATUS } from './status.ts';
import { Endpoint, type ReceiveMode } from './stream.ts';
import { StreamSocket } from './stream-socket.ts';

/** What a receive has put into its memory. */
const bytesIn = ({ heap, spans: [span], information }: Request): Uint8Array =>
  span && information > 0 ? heap.bytes(span.address, information, 'read') : new Uint8Array(0);

/** Both ends of a connection, and what became of the operations on them. */
function connection(seed = 1) {
  const machine = new Machine({ seed });
  const process = new Process(machine, new ProcessHeap());
  const thread = process.start();
  const file = new StreamSocket(machine, true);
  const [here, there] = Endpoint.pair(machine);
  const { heap } = process;
  const request = (length: number) => {
    const spans = [{ address: heap.allocate(Math.max(1, length)), length }];
    return new Request({ thread, file, name: 'transfer', overlapped: heap.allocate(32), spans });
  };
  const bytesOf = (one: Request): number[] => [...bytesIn(one)];
  return {
    machine,
    file,
    here,
    there,
    settle: () => {
      while (machine.step());
    },
    receive: (end: Endpoint, length: number, mode: ReceiveMode = {}) => {
      const one = request(length);
      one.start(() => end.receive(one, mode));
      return one;
    },
    send: (end: Endpoint, bytes: ArrayLike<number>) => {
      const one = Object.assign(request(0), { size: bytes.length });
      one.start(() => end.send(one, Uint8Array.from(bytes)));
      return one;
    },
    bytesOf,
  };
}

/** One direction of a connection, as what was asked of it and what came of it. */
class Direction {
  sent = 0;
  readonly sends: (Request & { size: number })[] = [];
  readonly receives: Request[] = [];
  hasEnded = false;
  readonly #salt: number;

  constructor(salt: number) {
    this.#salt = salt;
  }

  /** The next bytes of the stream: which one it is can be seen from each. */
  take(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = this.at(this.sent++);
    return bytes;
  }

  at(place: number): number {
    return (place * 7 + (place >> 8) + this.#salt) & 0xff;
  }
}

test('RECV-2, RECV-11, SEND-3: in both directions each byte arrives once and in order, and every operation ends once', () => {
  const way = fc.constantFrom(0, 1);
  const step = fc.oneof(
    fc.record({ way, send: fc.integer({ min: 0, max: 40_000 }) }),
    fc.record({ way, send: fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 140_000) }),
    fc.record({ way, receive: fc.integer({ min: 0, max: 50_000 }), waitAll: fc.boolean() }),
    fc.record({ way, peek: fc.integer({ min: 1, max: 5000 }) }),
    fc.record({ way, end: fc.constant(true) }),
    fc.record({ pass: fc.integer({ min: 1, max: 70 }) }),
  );
  const room = fc.constantFrom(0, 1, 8192, 65_536);
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      room,
      room,
      fc.nat(),
      (steps, one, two, seed) => {
        const { machine, file, here, there, receive, send, settle } = connection(seed);
        here.sendBuffer = () => one;
        there.sendBuffer = () => two;
        const ends = [
          { from: here, to: there, way: new Direction(1) },
          { from: there, to: here, way: new Direction(101) },
        ] as const;
        for (const what of steps) {
          if ('pass' in what) machine.spend(what.pass);
          else {
            const { from, to, way: direction } = ends[what.way as 0 | 1];
            if ('receive' in what) {
              direction.receives.push(receive(to, what.receive, { waitAll: what.waitAll }));
            } else if ('peek' in what) {
              if (to.isReadable) receive(to, what.peek, { peek: true });
            } else if (direction.hasEnded) continue;
            else if ('send' in what) direction.sends.push(send(from, direction.take(what.send)));
            else {
              direction.hasEnded = true;
              from.shutSend();
            }
          }
        }
        for (const { from, to, way: direction } of ends) {
          if (!direction.hasEnded) from.shutSend();
          for (
            let last: Request | null = null;
            last?.state !== 'over' || last.information !== 0;
          ) {
            last = receive(to, 65_536);
            direction.receives.push(last);
            settle();
          }
          let got = 0;
          let wrong = 0;
          for (const one of direction.receives) {
            for (const byte of bytesIn(one)) if (byte !== direction.at(got++)) wrong += 1;
          }
          expect([got, wrong]).toEqual([direction.sent, 0]);
          const all = [...direction.sends, ...direction.receives];
          expect(all.filter(({ status }) => status !== STATUS.SUCCESS)).toEqual([]);
          expect(direction.sends.every(({ information, size }) => information === size)).toBe(true);
        }
        expect(file.pending.length).toBe(0);
        expect(here.isDelivered && there.isDelivered).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('RECV-7: receives of length 0 end when there is something, and take nothing', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  const first = receive(there, 0);
  const second = receive(there, 3);
  send(here, [1, 2, 3]);
  settle();
  expect([first.state, first.information, bytesOf(second)]).toEqual(['over', 0, [1, 2, 3]]);
});

test('RECV-2: a receive takes what is there, and one that waits for all waits until its memory is full', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  send(here, [1, 2, 3]);
  settle();
  expect(bytesOf(receive(there, 2))).toEqual([1, 2]);
  const part = receive(there, 5);
  expect([part.state, bytesOf(part)]).toEqual(['over', [3]]);
  const all = receive(there, 4, { waitAll: true });
  send(here, [4, 5, 6]);
  settle();
  expect(all.state).toBe('pending');
  send(here, [7, 8]);
  settle();
  expect([all.state, bytesOf(all), there.available]).toEqual(['over', [4, 5, 6, 7], 1]);
  const cut = receive(there, 4, { waitAll: true });
  here.shutSend();
  settle();
  expect([cut.status, bytesOf(cut)]).toEqual([STATUS.SUCCESS, [8]]);
});

test('RECV-2: behind the end a receive that waits for all waits no longer', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  send(here, [1]);
  here.shutSend();
  settle();
  const last = receive(there, 4, { waitAll: true });
  expect([last.state, bytesOf(last)]).toEqual(['over', [1]]);
});

test('a peek leaves the bytes to the next receive', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  send(here, [1, 2, 3]);
  settle();
  expect(bytesOf(receive(there, 2, { peek: true }))).toEqual([1, 2]);
  expect(bytesOf(receive(there, 9))).toEqual([1, 2, 3]);
});

test('SEND-1, SEND-2: a send is over while the buffer has room, and waits with a full one until the window opens', () => {
  const { here, there, receive, send, settle } = connection();
  // 65536 bytes fit into the window of the other end, and one send more into the buffer of this one, however long.
  const first = send(here, new Array(65_536).fill(1));
  settle();
  const second = send(here, new Array(100_000).fill(2));
  const third = send(here, [3]);
  settle();
  expect([first.state, second.state, third.state]).toEqual(['over', 'over', 'pending']);
  expect([there.available, here.isWritable, here.isDelivered]).toEqual([65_536, false, false]);
  receive(there, 40_000);
  settle();
  expect([there.available, third.state]).toEqual([65_536, 'over']);
});

test('CANC: a send that is cancelled before it began to leave is never sent; one that began arrives whole', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  here.sendBuffer = () => 0;
  const begun = send(here, new Array(70_000).fill(1));
  const waiting = send(here, [2, 2]);
  settle();
  expect([begun.state, waiting.state]).toEqual(['pending', 'pending']);
  begun.cancel();
  waiting.cancel();
  expect([begun.status, waiting.status]).toEqual([STATUS.CANCELLED, STATUS.CANCELLED]);
  here.shutSend();
  const got: number[] = [];
  for (let last = [0]; last.length > 0; got.push(...last)) {
    const one = receive(there, 65_536);
    settle();
    last = bytesOf(one);
  }
  expect([got.length, new Set(got)]).toEqual([70_000, new Set([1])]);
});

test('CANC: a receive that is cancelled leaves the bytes to the next', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  const cancelled = receive(there, 5);
  const next = receive(there, 5);
  cancelled.cancel();
  send(here, [1]);
  settle();
  expect([cancelled.status, bytesOf(next)]).toEqual([STATUS.CANCELLED, [1]]);
});

describe('an end that is closed', () => {
  const seenBy = (close: (ends: ReturnType<typeof connection>) => void) => {
    const ends = connection();
    close(ends);
    ends.settle();
    const one = ends.receive(ends.there, 5);
    ends.settle();
    return [one.state, one.status, one.information];
  };
  const END = ['over', STATUS.SUCCESS, 0];
  const RESET = ['over', STATUS.CONNECTION_RESET, 0];

  test('RECV-5: with nothing left is the end of the stream for the other one, and stays it', () => {
    const ends = connection();
    ends.here.close(false);
    ends.settle();
    const [first, second] = [ends.receive(ends.there, 5), ends.receive(ends.there, 5)];
    expect([first.status, first.information, second.status]).toEqual([0, 0, 0]);
  });

  test('SCLOSE-8: with a receive pending is a reset', () => {
    expect(
      seenBy(({ here, receive }) => {
        receive(here, 5);
        here.close(false);
      }),
    ).toEqual(RESET);
  });

  test('with bytes that nobody has received is a reset', () => {
    expect(
      seenBy(({ here, there, send, settle }) => {
        send(there, [1]);
        settle();
        here.close(false);
      }),
    ).toEqual(RESET);
  });

  test('with bytes that were received is no reset', () => {
    expect(
      seenBy(({ here, there, send, receive, settle }) => {
        send(there, [1]);
        receive(here, 1);
        settle();
        here.close(false);
      }),
    ).toEqual(END);
  });

  test('RECV-6: and breaks off is a reset, behind which nothing of what was sent can be received', () => {
    expect(
      seenBy(({ here, send, settle }) => {
        send(here, [1, 2]);
        settle();
        here.close(true);
      }),
    ).toEqual(RESET);
  });

  test('closes in both directions, whichever is first, and each sees an end', () => {
    const { here, there, send, receive, settle, bytesOf, file } = connection();
    send(here, [1]);
    here.shutSend();
    send(there, [2]);
    there.shutSend();
    settle();
    const [a, b] = [receive(there, 5), receive(here, 5)];
    expect([bytesOf(a), bytesOf(b)]).toEqual([[1], [2]]);
    expect([receive(there, 5).information, receive(here, 5).information]).toEqual([0, 0]);
    here.close(false);
    there.close(false);
    settle();
    expect([here.broken, there.broken, file.pending.length]).toEqual([null, null, 0]);
  });

  test('sends nothing more, after shutting its sending down: the call fails, and receiving goes on', () => {
    const { here, there, send, receive, settle, bytesOf } = connection();
    here.shutSend();
    expect(send(here, [1]).status).toBe(STATUS.PIPE_DISCONNECTED);
    send(there, [9]);
    settle();
    expect(bytesOf(receive(here, 5))).toEqual([9]);
  });
});

test('a send of no bytes is over and sends nothing', () => {
  const { here, there, send, settle } = connection();
  expect([send(here, []).status, there.available]).toEqual([STATUS.SUCCESS, 0]);
  settle();
  expect(there.isReadable).toBe(false);
});

test('bytes that nobody has received are gone with a reset, or when receiving is shut down, which is one', () => {
  for (const cut of ['reset', 'shut'] as const) {
    const { here, there, send, settle } = connection();
    send(here, [1]);
    settle();
    if (cut === 'reset') here.close(true);
    else there.shutReceive();
    settle();
    expect([there.available, there.broken, here.broken]).toEqual([
      0,
      ...(cut === 'reset'
        ? [STATUS.CONNECTION_RESET, STATUS.CONNECTION_ABORTED]
        : [STATUS.CONNECTION_ABORTED, STATUS.CONNECTION_RESET]),
    ]);
  }
});

test('bytes that come for an end which receives no more break the connection off', () => {
  const { here, there, receive, send, settle } = connection();
  there.shutReceive();
  send(here, [1]);
  settle();
  expect([there.broken, here.broken]).toEqual([STATUS.CONNECTION_ABORTED, STATUS.CONNECTION_RESET]);
  expect(send(here, [1]).status).toBe(STATUS.CONNECTION_RESET);
  expect(receive(there, 1).status).toBe(STATUS.PIPE_DISCONNECTED);
});

test('a receive that is pending when receiving is shut down still gets its bytes; a later one fails', () => {
  const { here, there, receive, send, settle, bytesOf } = connection();
  const pending = receive(there, 5);
  there.shutReceive();
  expect(there.isReadable).toBe(true);
  expect(receive(there, 5).status).toBe(STATUS.PIPE_DISCONNECTED);
  send(here, [1, 2, 3]);
  settle();
  expect(bytesOf(pending)).toEqual([1, 2, 3]);
});

test('RECV-6: a reset ends what is pending; one that comes after the end is an abort', () => {
  const { here, there, receive, settle } = connection();
  const pending = receive(there, 5);
  here.close(true);
  settle();
  expect([pending.status, pending.information]).toEqual([STATUS.CONNECTION_RESET, 0]);
  expect(receive(there, 5).status).toBe(STATUS.CONNECTION_RESET);
  const other = connection();
  other.here.close(false);
  other.settle();
  expect(other.receive(other.there, 5).information).toBe(0);
  other.send(other.there, [1]);
  other.settle();
  expect(other.receive(other.there, 5).status).toBe(STATUS.CONNECTION_ABORTED);
});

test('SCLOSE-1: closing ends a send that waits, and its bytes arrive before the end', () => {
  const { here, there, receive, send, settle, bytesOf, file } = connection();
  here.sendBuffer = () => 0;
  const waiting = send(here, [1, 2, 3]);
  here.close(false);
  expect([waiting.state, waiting.status]).toEqual(['over', STATUS.CONNECTION_ABORTED]);
  settle();
  expect(bytesOf(receive(there, 10))).toEqual([1, 2, 3]);
  expect(receive(there, 10).information).toBe(0);
  expect(file.pending.length).toBe(0);
});
