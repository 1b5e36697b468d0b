// NUM-4: three numbers that come from no table.
import {
  Apc,
  attemptOnThread,
  CloseHandle,
  createPort,
  dequeue,
  dequeueMany,
  GetQueuedCompletionStatus,
  memory,
  print,
  RtlNtStatusToDosError,
} from './win32/index.ts';

//#region program
const port = createPort();
const timeout = dequeue(port, 0);

new Apc();
const apc = dequeueMany(port, 1, 0, 1);

const [bytes, key, overlapped] = [memory(4).address, memory(8).address, memory(8).address];
const waiting = attemptOnThread(GetQueuedCompletionStatus, port, bytes, key, overlapped, 2000);
// Nothing tells when the other thread is inside the wait.
const TO_BE_WAITING = 300;
setTimeout(() => CloseHandle(port), TO_BE_WAITING);
const abandoned = await waiting;

print({
  STATUS_TIMEOUT: { dequeuing: timeout.error, table: RtlNtStatusToDosError(0x102) },
  STATUS_USER_APC: { dequeuing: apc.error, table: RtlNtStatusToDosError(0xc0) },
  STATUS_ABANDONED_WAIT_0: { dequeuing: abandoned.error, table: RtlNtStatusToDosError(0x80) },
});
//#endregion
