import { expect, it } from 'vitest';
import { Machine } from '../../sim/kernel/machine.ts';
import { CompletionPort } from '../../sim/kernel/port.ts';
import { Process } from '../../sim/kernel/process.ts';
import type { Thread } from '../../sim/kernel/thread.ts';
import { ProcessHeap } from '../../sim/memory/process-heap.ts';
import type { Line } from '../tracer/lines.ts';
import { kernelLines } from './kernel-lines.ts';

/** A machine whose kernel is watched, with a program's process, its thread and a port. */
function watched() {
  const machine = new Machine();
  const process = new Process(machine, new ProcessHeap());
  const thread = process.start();
  const lines: Line[] = [];
  machine.observer = kernelLines({
    program: () => ({ machine, process, thread }),
    workerOf: () => undefined,
    write: (line) => lines.push(line),
  });
  const port = new CompletionPort(machine, 1);
  const handle = process.handles.open(port);
  const post = (postedBy: Thread, to = port) =>
    to.insert({ key: 7n, overlapped: 0n, status: 0, information: 5n, request: null, postedBy });
  return { machine, process, thread, lines, port, handle, post };
}

it('tells what is done at a port, by its handle', () => {
  const { thread, lines, port, handle, post } = watched();
  post(thread);
  port.remove(thread, 1, 0, false).next();
  const packet = { port: `0x${handle.toString(16)}`, operation: null, key: '0x7', bytes: 5 };
  expect(lines).toEqual([
    { line: 'queued', t: 0, thread: 0, ...packet },
    { line: 'dequeued', t: 0, thread: 0, ...packet },
  ]);
});

it('takes no time of the machine’s', () => {
  const { machine, thread, lines, port, post } = watched();
  machine.spend(3);
  post(thread);
  port.remove(thread, 1, 0, false).next();
  port.leave(thread);
  expect(lines.map(({ line, ...said }) => [line, 't' in said && said.t])).toEqual([
    ['queued', 3],
    ['dequeued', 3],
    ['scheduled', 3],
  ]);
  expect(machine.now).toBe(3);
});

it('numbers threads that are no Worker’s in the order in which they appear', () => {
  const { process, lines, port } = watched();
  const [first, second] = [process.start(), process.start()];
  for (const thread of [second, first, second]) {
    port.remove(thread, 1, 0, false).next();
    port.leave(thread);
  }
  expect(lines.map((line) => 'poolThread' in line && line.poolThread)).toEqual([1, 2, 1]);
});

it('tells nothing of another process', () => {
  const { machine, lines, post, port } = watched();
  const other = new Process(machine, new ProcessHeap());
  const thread = other.start();
  const theirs = new CompletionPort(machine, 1);
  other.handles.open(theirs);
  post(thread, theirs);
  theirs.remove(thread, 1, 0, false).next();
  post(thread);
  port.remove(thread, 1, 0, false).next();
  expect(lines).toEqual([]);
});

it('tells nothing of a port whose handle means something else by now, and of a closed one what still comes', () => {
  const { machine, process, thread, lines, port, handle, post } = watched();
  process.handles.open(port);
  port.remove(thread, 1, 0, false).next();
  process.handles.close(handle);
  port.leave(thread);
  expect(lines).toHaveLength(1);
  expect(process.handles.open(new CompletionPort(machine, 1))).toBe(handle);
  post(thread);
  expect(lines).toHaveLength(1);
});
