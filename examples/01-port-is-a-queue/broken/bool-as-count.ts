// You see: three packets are dequeued, one is handled, and the program never ends.
// Behind it: M02.
// Refuted by: EX-2.
import {
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

//#region keys
// A completion key is a number of our own. Here it says what a packet is about;
// Windows carries it and never looks at it (POST-1).
const STOP = 0;
const ADD = 1;
const TELL = 2;
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region post
function post(key: number, amount: number): void {
  // The amount goes where a byte count would stand. No operation has ended, so
  // there is no OVERLAPPED (POST-2).
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, amount, key, null),
  );
}

post(ADD, 40);
post(ADD, 2);
post(TELL, 0);
//#endregion

const entries = new CompletionEntries(8);
let sum = 0;
let stopped = false;
while (!stopped) {
  //#region wait
  const removed: [number] = [0];
  const returned = ensure('GetQueuedCompletionStatusEx', () =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      INFINITE,
      FALSE,
    ),
  );
  console.log(`The dequeue returned ${returned}. Packets: ${removed[0]}.`);
  //#endregion

  // As many as the dequeue returned.
  //#region defect
  for (const entry of entries.first(returned)) {
    //#endregion
    //#region identify
    const key = Number(entry.lpCompletionKey);
    const amount = entry.dwNumberOfBytesTransferred;
    //#endregion

    //#region act
    switch (key) {
      case ADD:
        sum += amount;
        console.log(`  add ${amount}`);
        break;
      case TELL:
        console.log(`  tell: the sum is ${sum}`);
        post(STOP, 0);
        break;
      case STOP:
        console.log('  stop');
        stopped = true;
        break;
      default:
        throw new Error(`a packet has the key ${key}, which nobody here posts.`);
    }
    //#endregion
  }
}

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
//#endregion
