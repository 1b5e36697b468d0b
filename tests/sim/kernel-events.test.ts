import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listExamples } from '../../src/run/examples.ts';
import { recordingPath } from '../../src/run/record.ts';
import { everySceneOf } from '../../src/run/scenes.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { callsOf, dequeuesOf, submissionsOf } from '../../src/trace/questions.ts';
import { readTrace } from '../../src/trace/read.ts';
import type { Event, EventOf, Trace } from '../../src/trace/schema.ts';

/*
 * What only the simulated kernel shows, in the recordings of the simulated Windows: `traces.test.ts` holds these to what it
 * does. It has to agree with what the program itself saw.
 */

const recordings = listExamples()
  .filter(({ kernels }) => kernels.includes('sim'))
  .flatMap((example) =>
    everySceneOf(example).map(({ name }) => {
      const file = recordingPath(example, name, 'sim');
      return [`${example.name}/${name}`, readTrace(fs.readFileSync(file, 'utf8'), file)] as const;
    }),
  );

function recordingOf(name: string): Trace {
  const found = recordings.find(([scene]) => scene === name);
  if (found === undefined) throw new Error(`There is no scene ${name}.`);
  return found[1];
}

const isKernels = ({ event }: Event) =>
  event === 'completed' || event === 'queued' || event === 'dequeued' || event === 'scheduled';

const eventsOf = <Kind extends Event['event']>({ events }: Trace, kind: Kind) =>
  events.filter((event): event is EventOf<Kind> => event.event === kind);

type PacketEvent = EventOf<'queued' | 'dequeued'>;
const packetOf = ({ port, operation, call, key, bytes }: PacketEvent) =>
  JSON.stringify([port, operation, call, key, bytes]);

/** Broken programs: which packet is whose, or what memory is an operation's, they do not know themselves. */
const confuses = (scene: string) => scene.includes('/broken/') && !scene.endsWith('.right');

describe.each(recordings)('the kernel in %s', (scene, trace) => {
  const at = new Map(trace.events.map((event, index) => [event as Event, index]));
  const indexOf = (event: Event | undefined) => (event === undefined ? -1 : (at.get(event) ?? -1));

  it('tells of each operation once that it is over: behind its submit, before the program knows', () => {
    const completed = eventsOf(trace, 'completed');
    const calls = callsOf(trace);
    const started = new Map(submissionsOf(trace).map((one) => [one.begin.call, one]));
    expect(new Set(completed.map(({ call }) => call)).size).toBe(completed.length);
    for (const event of completed) {
      const submission = started.get(event.call);
      expect(event).toMatchObject({ operation: submission?.operation });
      expect(submission?.outcome).not.toBe('failed');
      expect(indexOf(event)).toBeGreaterThan(indexOf(submission?.begin));
    }
    if (confuses(scene)) return;
    for (const [call, { operation, over, outcome }] of started) {
      if (over === undefined || outcome === 'failed') continue;
      const event = completed.find((one) => one.call === call);
      expect(event, `${operation} of call ${call}`).toMatchObject({
        bytes: over.bytes,
        ...(over.status !== null && { status: over.status }),
      });
      expect(indexOf(event)).toBeLessThan(indexOf(calls.get(over.call)?.end));
    }
  });

  it('dequeues only what was queued before, the oldest first', () => {
    const waiting = new Map<string, string[]>();
    for (const event of trace.events) {
      if (event.event !== 'queued' && event.event !== 'dequeued') continue;
      const packets = waiting.get(event.port) ?? [];
      waiting.set(event.port, packets);
      if (event.event === 'queued') packets.push(packetOf(event));
      else expect(packetOf(event)).toBe(packets.shift() ?? 'nothing');
    }
    const lost = [...waiting.values()].flat();
    // CLOSE-3: a port that is closed loses its packets.
    expect(lost).toHaveLength(scene === '11-cancel-and-stop/broken/closed-with-work' ? 3 : 0);
  });

  it('dequeues as many packets as the program is given, before it has them', () => {
    const calls = callsOf(trace);
    let taken = 0;
    let given = 0;
    for (const event of trace.events) {
      if (event.event === 'dequeued') taken += 1;
      if (event.event !== 'end') continue;
      const one = event.out.lpOverlapped;
      const entries = event.out.lpCompletionPortEntries;
      const isDequeue = calls.get(event.call)?.begin.function === 'GetQueuedCompletionStatus';
      if (Array.isArray(entries)) given += entries.length;
      if (isDequeue && Array.isArray(one) && (one[0] !== null || event.lastError === null)) {
        given += 1;
      }
      expect(given, `call ${event.call}`).toBeLessThanOrEqual(taken);
    }
    expect(given).toBe(taken);
  });

  it('queues what is posted, and dequeues, while the thread that does it is in its call', () => {
    const inside = new Map<number, string>();
    for (const event of trace.events) {
      if (event.event === 'begin') inside.set(event.thread, event.function);
      if (event.event === 'end') inside.delete(event.thread);
      const within = inside.get(event.thread);
      if (event.event === 'queued' && event.operation === null) {
        expect(within).toBe('PostQueuedCompletionStatus');
      } else if (event.event === 'dequeued' && event.poolThread === undefined) {
        expect(within).toMatch(/^GetQueuedCompletionStatus(?:Ex)?$/);
      }
    }
  });

  it('speaks of ports, threads and times that the trace has', () => {
    const ports = trace.symbols.filter(({ kind }) => kind === 'completion port');
    const threads = new Set(eventsOf(trace, 'begin').map(({ thread }) => thread));
    let last = 0;
    for (const event of trace.events) {
      expect(event.t).toBeGreaterThanOrEqual(last);
      last = event.t;
      if (!isKernels(event)) continue;
      expect(threads).toContain(event.thread);
      if ('port' in event) expect(ports.map(({ id }) => id)).toContain(event.port);
    }
    expect(trace.events.slice(-1).map(({ event }) => event)).toEqual(['exit']);
  });

  it('is no part of what two runs are compared by', () => {
    const without = { ...trace, events: trace.events.filter((event) => !isKernels(event)) };
    expect(compareTraces(trace, without)).toEqual([]);
    expect(submissionsOf(without)).toEqual(submissionsOf(trace));
    expect(dequeuesOf(without)).toEqual(dequeuesOf(trace));
  });
});

describe('the limit of a port', () => {
  /** How many threads of the port run whenever one is given a packet, and at most at any time. */
  function runningIn(trace: Trace): { given: number; ever: number } {
    const running = new Set<string>();
    const most = { given: 0, ever: 0 };
    const released = new Set<string>();
    for (const event of trace.events) {
      if (event.event !== 'scheduled' && event.event !== 'dequeued') continue;
      const who = `${event.thread} ${event.poolThread ?? ''}`;
      const what = event.event === 'dequeued' ? 'dequeued' : event.what;
      // A thread that was released runs since then.
      if (what === 'dequeued' && released.delete(who)) continue;
      if (what === 'blocked' || what === 'left') running.delete(who);
      else running.add(who);
      if (what === 'released') released.add(who);
      if (what === 'released' || what === 'dequeued') {
        most.given = Math.max(most.given, running.size);
      }
      most.ever = Math.max(most.ever, running.size);
    }
    return most;
  }

  it.each([
    ['main', 1],
    ['limit-2', 2],
  ])('holds back packets and not threads that go on: %s', (scene, limit) => {
    const trace = recordingOf(`13-threads-and-the-limit/${scene}`);
    const [made] = eventsOf(trace, 'begin').filter(
      ({ function: name }) => name === 'CreateIoCompletionPort',
    );
    expect(made?.arguments.NumberOfConcurrentThreads).toBe(limit);
    const waited = eventsOf(trace, 'scheduled');
    expect(new Set(waited.map(({ thread }) => thread))).toEqual(new Set([1, 2, 3, 4]));
    expect(waited.some(({ poolThread }) => poolThread !== undefined)).toBe(false);
    // SCHED-2, and SCHED-4.
    expect(runningIn(trace)).toEqual({ given: limit, ever: 4 });
  });

  it('is seen in threads of Node’s pool as well, each by its number', () => {
    const trace = recordingOf('09-two-event-loops/parked-waits');
    const pool = new Set(eventsOf(trace, 'scheduled').flatMap(({ poolThread = [] }) => poolThread));
    expect([...pool]).toEqual([...pool].map((_, index) => index + 1));
    expect(pool.size).toBeGreaterThan(1);
  });
});
