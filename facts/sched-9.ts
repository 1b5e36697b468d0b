// SCHED-9: a thread that came back without a packet runs, too.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

import {
  A_WHILE,
  Apc,
  computeUntil,
  createPort,
  dequeue,
  dequeueMany,
  INFINITE,
  PostQueuedCompletionStatus,
  print,
  startWorkers,
  takePackets,
} from './win32/index.ts';

//#region program
const LIMIT = 1;

/** The first packet sends its thread into a wait that brings none, and the second one is posted while it computes. */
const TIME_OUT = { packet: 1, next: 2, phase: 1 };
const APC = { packet: 3, next: 4, phase: 2 };

if (isMainThread) {
  const port = createPort(LIMIT);
  const errors = new Int32Array(new SharedArrayBuffer(8));
  const workers = await startWorkers(import.meta.url, 2, port, { port, errors });
  const taken: Record<string, number> = {};

  for (const [how, { packet, next, phase }] of Object.entries({
    'a time-out': TIME_OUT,
    'an APC': APC,
  })) {
    PostQueuedCompletionStatus(port, 0, packet, null);
    await workers.compute(1);
    PostQueuedCompletionStatus(port, 0, next, null);
    await sleep(A_WHILE);
    taken[`taken while it computes after ${how}`] = workers.taken;

    workers.enter(phase);
    await workers.took(next);
    taken[`taken when it has come back from ${how}`] = workers.taken;
    await sleep(A_WHILE);
  }

  await workers.quit();
  print({ 'the waits ended with': [...errors], ...taken });
} else {
  takePackets((packet, { port, errors }: { port: bigint; errors: Int32Array }) => {
    if (packet === TIME_OUT.packet) {
      errors[0] = Number(dequeue(port, 50).error);
      computeUntil(TIME_OUT.phase);
    }
    if (packet === APC.packet) {
      new Apc();
      errors[1] = Number(dequeueMany(port, 1, INFINITE, 1).error);
      computeUntil(APC.phase);
    }
  });
}
//#endregion
