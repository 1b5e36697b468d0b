import fs from 'node:fs';
import type { Observer } from '../../sim/kernel/observer.ts';
import { CompletionPort, type Packet } from '../../sim/kernel/port.ts';
import type { Request } from '../../sim/kernel/request.ts';
import type { Thread } from '../../sim/kernel/thread.ts';
import type { SimulatedProgram } from '../../sim/node/program.ts';
import type { Line } from '../tracer/lines.ts';

/** What is needed to tell of a program's kernel. */
interface Watched {
  /** The program; asked only when one of its ports is there. */
  program: () => Pick<SimulatedProgram, 'machine' | 'process' | 'thread'>;
  /** A Worker's number; undefined for a thread that is none's. */
  workerOf: (thread: Thread) => number | undefined;
  write: (line: Line) => void;
}

const hex = (value: bigint) => `0x${value.toString(16)}`;

/**
 * Writes down what no program sees of the kernel: ends of operations, packets at their ports, threads that a port releases or
 * counts no more. Of other processes of the machine it tells nothing. It takes the time without looking at a clock, so a
 * program that is watched runs as one that is not.
 */
export function kernelLines({ program, workerOf, write }: Watched): Observer {
  /** The first handle of each port, by which the trace names it. */
  const handles = new WeakMap<CompletionPort, bigint>();
  const pool = new Map<Thread, number>();
  const operations = new WeakMap<Request, number>();
  let started = 0;

  const now = () => Math.floor(program().machine.now);

  /** By what the trace knows a port; null where that number has become something else's. */
  function handleOf(port: CompletionPort): string | null {
    const handle = handles.get(port);
    if (handle === undefined) return null;
    const object = program().process.handles.get(handle) ?? port;
    return object === port ? hex(handle) : null;
  }

  function numbered(thread: Thread): { thread: number; poolThread?: number } | null {
    const { process, thread: main } = program();
    if (thread.process !== process) return null;
    if (thread === main) return { thread: 0 };
    const worker = workerOf(thread);
    if (worker !== undefined) return { thread: worker };
    const poolThread = pool.get(thread) ?? pool.size + 1;
    pool.set(thread, poolThread);
    return { thread: 0, poolThread };
  }

  const starterOf = (thread: Thread | undefined) => (thread && numbered(thread))?.thread ?? null;

  function packet(port: CompletionPort, { key, information, request }: Packet) {
    const handle = handleOf(port);
    const operation = request === null ? null : operations.get(request);
    if (handle === null || operation === undefined) return null;
    return {
      port: handle,
      operation,
      key: hex(key),
      bytes: Number(BigInt.asUintN(32, information)),
    };
  }

  return {
    opened(table, handle, object) {
      if (!(object instanceof CompletionPort) || handles.has(object)) return;
      if (table === program().process.handles) handles.set(object, handle);
    },
    started(request) {
      const who = numbered(request.thread);
      if (who === null || request.overlapped === 0n) return;
      started += 1;
      operations.set(request, started);
      const overlapped = hex(request.overlapped);
      write({ line: 'started', t: now(), ...who, operation: started, overlapped });
    },
    completed(request) {
      const [operation, thread] = [operations.get(request), starterOf(request.thread)];
      if (operation === undefined || thread === null) return;
      const { status, information: bytes } = request;
      write({ line: 'completed', t: now(), thread, operation, status: status >>> 0, bytes });
    },
    queued(port, queued) {
      const thread = starterOf(queued.request?.thread ?? queued.postedBy);
      const said = packet(port, queued);
      if (thread !== null && said !== null) write({ line: 'queued', t: now(), thread, ...said });
    },
    dequeued(port, taken, by) {
      const [who, said] = [numbered(by), packet(port, taken)];
      if (who !== null && said !== null) write({ line: 'dequeued', t: now(), ...who, ...said });
    },
    scheduled(thread, port, what) {
      const [who, handle] = [numbered(thread), handleOf(port)];
      if (who === null || handle === null) return;
      write({ line: 'scheduled', t: now(), ...who, port: handle, what });
    },
  };
}

/**
 * {@link kernelLines} into the file of the main thread's tracer, which appends to it as well: there the two stand in the order
 * in which things happened. Undefined where nothing is traced.
 */
export function kernelLinesIntoTrace(watched: Omit<Watched, 'write'>): Observer | undefined {
  const target = process.env.IOCP_TRACE_FILE;
  if (target === undefined) return undefined;
  const file = fs.openSync(`${target}.0`, 'a');
  return kernelLines({
    ...watched,
    write: (line) => void fs.writeSync(file, `${JSON.stringify(line)}\n`),
  });
}
