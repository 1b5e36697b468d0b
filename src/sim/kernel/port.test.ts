import { describe, expect, test } from 'vitest';
import { ProcessHeap } from '../memory/process-heap.ts';
import { differs } from '../win32/testing.ts';
import { Machine } from './machine.ts';
import { EventObject } from './object.ts';
import { CompletionPort, type Removed } from './port.ts';
import { Process } from './process.ts';
import { type Blocking, FOR_EVER, type Thread } from './thread.ts';

type Work = (thread: Thread, key: number) => Blocking<unknown>;

/** A port, threads that take packets from it by name, and what they took. */
function scene(limit: number, processors = 4) {
  const machine = new Machine({ processors });
  const process = new Process(machine, new ProcessHeap());
  const port = new CompletionPort(machine, limit);
  process.handles.open(port);
  const taken: string[] = [];
  const scheduled: string[] = [];
  const names = new Map<Thread, string>();
  machine.observer = {
    scheduled: (thread, _port, what) => scheduled.push(`${names.get(thread)} ${what}`),
  };
  /** Steps until only time could change anything. */
  const settle = () => {
    while (machine.nextAt !== null && machine.nextAt <= machine.now) machine.step();
  };
  return {
    machine,
    process,
    port,
    taken,
    scheduled,
    settle,
    nameOf: (thread: Thread) => names.get(thread),
    post: (key: number, to = port) =>
      to.insert({ key: BigInt(key), overlapped: 0n, status: 0, information: 0n, request: null }),
    /** A thread that takes one packet after the other until it gets 0, and does something with each; it waits when this returns. */
    worker: (name: string, work?: Work, timeout = FOR_EVER): Thread => {
      const thread = process.start(function* (self) {
        for (;;) {
          const removed = yield* port.remove(self, 1, timeout, false);
          if ('none' in removed) {
            taken.push(`${name}: ${removed.none}`);
            return;
          }
          const key = Number(removed.packets[0].key);
          if (key === 0) return;
          taken.push(`${name}: ${key}`);
          if (work && (yield* work(self, key)) === 'end') return;
        }
      });
      names.set(thread, name);
      settle();
      return thread;
    },
  };
}

const COMPUTING = 1000;

/** What the packets are taken by, and which they are. */
const columns = (taken: readonly string[]) =>
  taken.map((line) => line.split(': ') as [string, string]);

describe('the concurrency limit', () => {
  test('SCHED-1: of those that wait, who came last is released, again and again', () => {
    const { worker, post, settle, taken } = scene(4);
    for (const name of ['0', '1', '2', '3']) worker(name);
    for (const packet of [1, 2, 3, 4]) {
      post(packet);
      settle();
    }
    const takers = columns(taken).map(([name]) => Number(name));
    expect(differs('SCHED-1', { 'the threads that took the packets': takers })).toBeNull();
  });

  test('SCHED-1: two that wait are released by two packets, the last one first', () => {
    const { worker, post, settle, taken, port } = scene(0, 2);
    for (const name of ['first', 'last']) worker(name, (thread) => thread.compute(COMPUTING));
    for (const key of [3, 4, 5]) post(key);
    expect(port.length).toBe(1);
    settle();
    expect(taken).toEqual(['last: 3', 'first: 4']);
  });

  test('SCHED-2: a packet and a thread that waits do not meet while another one runs', () => {
    const { worker, post, settle, taken, port, machine } = scene(1);
    const compute: Work = (thread) => thread.compute(COMPUTING);
    worker('a', compute);
    worker('b', compute);
    post(1);
    post(2);
    settle();
    const whileComputing = taken.length;
    expect([port.active, port.length, port.waiting.length]).toEqual([1, 1, 1]);
    machine.spend(COMPUTING);
    const seen = {
      'taken while the first computes': whileComputing,
      'taken afterwards': taken.length,
    };
    expect(differs('SCHED-2', seen)).toBeNull();
    // It came back itself; the other one was not needed.
    expect(taken).toEqual(['b: 1', 'b: 2']);
  });

  test('SCHED-3: whoever waits for something else gives its place away', () => {
    const { worker, post, settle, taken, port, machine } = scene(1);
    const event = new EventObject(true, false);
    const work: Work = function* (thread, key) {
      if (key !== 1) return;
      yield* thread.compute(COMPUTING);
      yield* event.waitFor(thread, FOR_EVER, false);
    };
    worker('a', work);
    worker('b', work);
    post(1);
    post(2);
    settle();
    const whileComputing = taken.length;
    machine.spend(COMPUTING);
    const seen = {
      'taken while the first thread computes': whileComputing,
      'taken while it waits for the event': taken.length,
      'threads that took them': new Set(columns(taken).map(([name]) => name)).size,
    };
    expect(differs('SCHED-3', seen)).toBeNull();
    expect(port.active).toBe(0);
  });

  test('SCHED-4: its return may be one too many, and then nobody is released', () => {
    const { worker, post, settle, taken, port, machine } = scene(1);
    const event = new EventObject(true, false);
    const work: Work = function* (thread, key) {
      if (key === 1) yield* event.waitFor(thread, FOR_EVER, false);
      if (key < 3) yield* thread.compute(key * COMPUTING);
    };
    worker('a', work);
    worker('b', work);
    post(1);
    post(2);
    settle();
    event.signal();
    settle();
    const together = port.active;
    post(3);
    machine.spend(COMPUTING);
    const whileOneComputes = taken.length;
    expect([port.active, port.length]).toEqual([1, 1]);
    machine.spend(COMPUTING);
    const seen = {
      'threads that compute at once': together,
      'taken when one of them has come back': whileOneComputes,
      'taken when both have': taken.length,
    };
    expect(differs('SCHED-4', seen)).toBeNull();
  });

  test('SCHED-5: who runs and asks gets the next packet past those that wait', () => {
    const { worker, post, settle, taken, scheduled } = scene(1);
    worker('a');
    worker('b');
    scheduled.length = 0;
    for (const key of [1, 2, 3, 4]) post(key);
    settle();
    const takers = new Set(columns(taken).map(([name]) => name));
    const seen = { 'packets taken': taken.length, 'threads that took them': takers.size };
    expect(differs('SCHED-5', seen)).toBeNull();
    expect(scheduled).toEqual(['b released', 'b blocked']);
  });

  test('SCHED-7: who ends leaves its place', () => {
    const { worker, post, settle, taken, machine, port } = scene(1);
    const ends: Work = function* (thread, key) {
      if (key !== 1) return 'go on';
      yield* thread.compute(COMPUTING);
      return 'end';
    };
    worker('a', ends);
    worker('b', ends);
    post(1);
    post(2);
    settle();
    const whileComputing = taken.length;
    machine.spend(COMPUTING);
    const seen = {
      'taken while the first thread computes': whileComputing,
      'taken after its end': taken.length,
    };
    expect(differs('SCHED-7', seen)).toBeNull();
    expect([port.threads.length, port.active]).toEqual([1, 0]);
  });

  test('PORT-10: 0 means as many as there are processors', () => {
    const { worker, post, settle, port } = scene(0, 3);
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      worker(name, (thread) => thread.compute(COMPUTING));
    for (const key of [1, 2, 3, 4, 5]) post(key);
    settle();
    expect([port.limit, port.active, port.length]).toEqual([3, 3, 2]);
  });
});

test('the documentation’s example, step by step: a limit of one and a queue that is never empty', () => {
  const { worker, post, machine, port, taken, nameOf } = scene(1);
  const event = new EventObject(true, false);
  const work: Work = function* (thread, key) {
    if (key === 3) yield* event.waitFor(thread, FOR_EVER, false);
    if (key > 2) yield* thread.compute(key === 3 ? COMPUTING : 2 * COMPUTING);
  };
  for (const name of ['a', 'b', 'c']) worker(name, work);
  const waiting = () => port.waiting.map(nameOf);
  expect([waiting(), port.active]).toEqual([['a', 'b', 'c'], 0]);

  // The first packet goes to the thread that began to wait last; it counts as running before it has run.
  post(1);
  expect([waiting(), port.active, port.length, taken]).toEqual([['a', 'b'], 1, 0, []]);
  // From now on the limit is reached, and packets are queued.
  for (const key of [2, 3, 4, 5]) post(key);
  expect([waiting(), port.active, port.length]).toEqual([['a', 'b'], 1, 4]);

  // One step: the running thread takes packet after packet without waiting, until it waits for the event.
  // By that it gives its place away, and the next packet goes to b at once.
  machine.step();
  expect(taken).toEqual(['c: 1', 'c: 2', 'c: 3']);
  expect([waiting(), port.active, port.length]).toEqual([['a'], 1, 1]);

  // One step: b takes it and computes.
  machine.step();
  expect(taken.at(-1)).toBe('b: 4');

  // c's wait is over: two run, one more than may. The packet that is queued stays where it is.
  event.signal();
  expect([waiting(), port.active, port.length]).toEqual([['a'], 2, 1]);
  machine.step();
  post(6);
  expect([waiting(), port.active, port.length]).toEqual([['a'], 2, 2]);

  // c comes back first. It may not have the packet, for b still runs, and waits like any other.
  machine.spend(COMPUTING);
  expect([waiting(), port.active, port.length]).toEqual([['a', 'c'], 1, 2]);

  // b comes back, fewer run than may, and it takes the packet itself.
  machine.spend(COMPUTING);
  expect([taken.at(-1), waiting(), port.active, port.length]).toEqual(['b: 5', ['a', 'c'], 1, 1]);
});

describe('a thread that is woken', () => {
  test('runs from that moment on, before its code does: a packet that is posted then has to wait', () => {
    const { worker, post, settle, port } = scene(1);
    const event = new EventObject(true, false);
    worker('a');
    worker('b', function* (thread) {
      yield* event.waitFor(thread, FOR_EVER, false);
      yield* thread.compute(COMPUTING);
    });
    post(1);
    settle();
    expect(port.active).toBe(0);
    event.signal();
    post(2);
    expect([port.active, port.length, port.waiting.length]).toEqual([1, 1, 1]);
  });

  test('by its time-out gets no packet that comes later, though its code has not run yet', () => {
    const { worker, post, machine, port, taken, settle } = scene(1);
    worker('a', undefined, 1000);
    machine.after(1000, () => post(1));
    machine.after(1000, () => expect(port.waiting).toEqual([]));
    while (machine.step());
    settle();
    expect(taken).toEqual(['a: timeout']);
    expect(port.length).toBe(1);
  });

  test('by a packet keeps it, though its time is up before its code runs', () => {
    const { worker, post, machine, port, taken } = scene(1);
    // The packet is planned first, for the same moment.
    machine.after(1000, () => post(1));
    worker('a', undefined, 1000);
    while (machine.step());
    expect(taken).toEqual(['a: 1', 'a: timeout']);
    expect([port.active, port.length]).toEqual([0, 0]);
  });

  test('by a time-out counts as running, also after one of 0', () => {
    const { process, port, post, settle } = scene(1);
    const seen: unknown[] = [];
    process.start(function* (thread) {
      for (const timeout of [1000, 0]) {
        seen.push(yield* port.remove(thread, 1, timeout, false), port.active);
      }
      post(1);
      yield* thread.compute(COMPUTING);
    });
    process.start(function* (thread) {
      yield* port.remove(thread, 1, FOR_EVER, false);
    });
    while (process.machine.nextAt !== null && process.machine.nextAt < 1500) process.machine.step();
    settle();
    expect(seen).toEqual([{ none: 'timeout' }, 1, { none: 'timeout' }, 1]);
    expect([port.active, port.length, port.waiting.length]).toEqual([1, 1, 1]);
  });

  test('by an APC counts as running, and takes no packet', () => {
    const { process, port, post, settle } = scene(1);
    let seen: Removed | null = null;
    let ran = 0;
    const thread = process.start(function* (self) {
      seen = yield* port.remove(self, 1, FOR_EVER, true);
      yield* self.compute(COMPUTING);
    });
    settle();
    thread.queueApc(() => {
      ran += 1;
    });
    post(1);
    settle();
    expect([seen, ran, port.active, port.length]).toEqual([{ none: 'apc' }, 1, 1, 1]);
  });

  test('runs the APCs that were queued, and those that they queue; one of them may wait', () => {
    const { process, port, machine } = scene(1);
    const ran: string[] = [];
    const thread = process.start(function* (self) {
      yield* port.remove(self, 1, FOR_EVER, true);
      ran.push('woken');
    });
    machine.step();
    thread.queueApc(function* () {
      yield* thread.wait<never>({
        for: 'time',
        timeout: 5000,
        alertable: false,
        arm: () => () => {},
      });
      ran.push('first');
      thread.queueApc(() => ran.push('third'));
    });
    thread.queueApc(() => ran.push('second'));
    while (machine.step());
    expect(ran).toEqual(['first', 'second', 'third', 'woken']);
    expect(thread.queueApc(() => {})).toBe(false);
  });
});

describe('a thread belongs to one port', () => {
  test('GQ-8: to the one that it asked last; its place at the other one is free', () => {
    const { process, machine, port, worker, post, settle, taken } = scene(1);
    const other = new CompletionPort(machine, 1);
    const mover = process.start(function* (thread) {
      yield* port.remove(thread, 1, FOR_EVER, false);
      yield* thread.compute(COMPUTING);
      yield* other.remove(thread, 1, FOR_EVER, false);
      yield* thread.compute(COMPUTING);
    });
    post(1);
    settle();
    worker('a');
    post(2);
    settle();
    expect([taken, port.active, mover.port === port]).toEqual([[], 1, true]);
    machine.spend(COMPUTING);
    expect([taken, port.threads.length, other.threads]).toEqual([['a: 2'], 1, [mover]]);
    // A wait at the other port frees nothing here.
    expect([port.active, other.active]).toEqual([0, 0]);
  });

  test('GQ-8: to none when the port is closed, whether it waits or runs', () => {
    const { process, port, machine, worker, taken } = scene(2);
    const runs = worker('a', (thread) => thread.compute(COMPUTING));
    port.insert({ key: 1n, overlapped: 0n, status: 0, information: 0n, request: null });
    machine.step();
    const waits = worker('b');
    process.handles.closeAll();
    expect([runs.port, waits.port, port.active]).toEqual([null, null, 0]);
    machine.step();
    expect(taken).toEqual(['a: 1', 'b: abandoned']);
  });

  test('THR-1, SCHED-7: who ends in the middle of its wait is not released, and no place is lost', () => {
    const { worker, post, settle, taken, port } = scene(1);
    worker('a');
    const doomed = worker('b');
    doomed.end();
    expect([port.active, port.waiting.length, doomed.signaled]).toEqual([0, 1, true]);
    post(1);
    settle();
    expect(taken).toEqual(['a: 1']);
    expect(port.active).toBe(0);
  });
});

describe('a port that is waited for itself', () => {
  test('is signalled while packets are queued, not when a thread takes one at once', () => {
    const { worker, post, settle, port, process, machine } = scene(1);
    const ended: string[] = [];
    process.start(function* (thread) {
      ended.push(yield* port.waitFor(thread, FOR_EVER, false));
    });
    worker('a', (thread) => thread.compute(COMPUTING));
    post(1);
    settle();
    expect([ended, port.signaled]).toEqual([[], false]);
    post(2);
    settle();
    expect([ended, port.signaled]).toEqual([['what it waited for'], true]);
    machine.spend(COMPUTING);
    expect(port.signaled).toBe(false);
    process.handles.closeAll();
    expect(port.signaled).toBe(true);
  });
});

test('many packets, and the first in is the first out', () => {
  const { post, port, process, settle } = scene(1);
  const count = 1000;
  const keys: number[] = [];
  for (let key = 1; key <= count; key++) post(key);
  process.start(function* (thread) {
    for (let turn = 0; turn < count && port.length > 0; turn++) {
      const removed = yield* port.remove(thread, 7, 0, false);
      if ('packets' in removed) keys.push(...removed.packets.map(({ key }) => Number(key)));
    }
  });
  settle();
  expect(keys).toEqual(Array.from({ length: count }, (_, at) => at + 1));
});
