import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProcessHeap } from '../memory/process-heap.ts';
import { Machine } from './machine.ts';
import { Process } from './process.ts';
import { Request } from './request.ts';
import { STATUS } from './status.ts';
import { Endpoint, type ReceiveMode } from './stream.ts';
import { StreamSocket } from './stream-socket.ts';

/** Both ends of a connection, and what became of the operations on them. */
function connection() {
  const machine = new Machine();
  const process = new Process(machine, new ProcessHeap());
  const thread = process.start();
  const file = new StreamSocket(machine, true);
  const [here, there] = Endpoint.pair(machine);
  const { heap } = process;
  const request = (length: number) => {
    const spans = [{ address: heap.allocate(Math.max(1, length)), length }];
    return new Request({ thread, file, name: 'transfer', overlapped: heap.allocate(32), spans });
  };
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
    send: (end: Endpoint, bytes: readonly number[]) => {
      const one = request(0);
      one.start(() => end.send(one, Uint8Array.from(bytes)));
      return one;
    },
    bytesOf: ({ heap: memory, spans: [span], information }: Request): number[] =>
      span && information > 0 ? [...memory.bytes(span.address, information, 'read')] : [],
  };
}

test('RECV-2, RECV-11, SEND-3: each byte arrives once and in order, and every operation ends once', () => {
  const step = fc.oneof(
    fc.record({ send: fc.integer({ min: 0, max: 40_000 }) }),
    fc.record({ receive: fc.integer({ min: 1, max: 50_000 }), waitAll: fc.boolean() }),
    fc.constant({ pass: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(0, 1, 65_536), (steps, room) => {
      const { machine, file, here, there, receive, send, settle, bytesOf } = connection();
      here.sendBuffer = () => room;
      let next = 0;
      const sends: Request[] = [];
      const receives: Request[] = [];
      for (const one of steps) {
        if ('send' in one) {
          sends.push(
            send(
              here,
              Array.from({ length: one.send }, () => next++ & 0xff),
            ),
          );
        } else if ('receive' in one) {
          receives.push(receive(there, one.receive, { waitAll: one.waitAll }));
        } else machine.spend(20);
      }
      here.shutSend();
      while (receives.at(-1)?.information !== 0 || receives.at(-1)?.state !== 'over') {
        receives.push(receive(there, 65_536));
        settle();
      }
      const got = receives.flatMap(bytesOf);
      expect(got.length).toBe(next);
      expect(got.every((byte, at) => byte === (at & 0xff))).toBe(true);
      expect([...sends, ...receives].every(({ status }) => status === STATUS.SUCCESS)).toBe(true);
      expect(file.pending.size).toBe(0);
    }),
    { numRuns: 60 },
  );
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
  expect(file.pending.size).toBe(0);
});
