// THR-3: an asynchronous call of koffi's fails on a thread of its own, and leaves its error there.
import {
  createPort,
  GetLastError,
  GetQueuedCompletionStatus,
  memory,
  print,
  SetLastError,
} from './win32/index.ts';

//#region program
const port = createPort();
const [bytes, key, overlapped] = [memory(4), memory(8), memory(8)];

SetLastError(1234);
const inTheCallback = await new Promise((resolve) => {
  GetQueuedCompletionStatus.async(port, bytes.address, key.address, overlapped.address, 0, () =>
    resolve(GetLastError()),
  );
});
const afterwards = GetLastError();

print({ 'in the callback': inTheCallback, 'after the await': afterwards });
//#endregion
