import { fileURLToPath } from 'node:url';
import {
  type Address,
  attempt,
  CloseHandle,
  CreateFileW,
  CreateIoCompletionPort,
  ERROR_IO_PENDING,
  ensure,
  FILE_FLAG_OVERLAPPED,
  FILE_SHARE_READ,
  GENERIC_READ,
  GetQueuedCompletionStatus,
  INFINITE,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
  OVERLAPPED,
  ReadFile,
  Win32Error,
} from '@iocp/ffi';
import koffi from 'koffi';

const FILE = fileURLToPath(new URL('../three-lines.txt', import.meta.url));
const LINE = 31;

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const file = ensure(
  'CreateFileW',
  () =>
    CreateFileW(
      FILE,
      GENERIC_READ,
      FILE_SHARE_READ,
      null,
      OPEN_EXISTING,
      // So that it can have a port (PORT-6).
      FILE_FLAG_OVERLAPPED,
      null,
    ),
  INVALID_HANDLE_VALUE,
);
console.log('The file is open.');
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(file, port, 0, 0));
console.log('Its packets come to the port.');

const line: Address<'uint8_t'> = koffi.alloc('uint8_t', LINE);
const overlapped: Address<'OVERLAPPED'> = koffi.alloc(OVERLAPPED, 1);
const { value, error } = attempt(() =>
  ReadFile(file, line, LINE, null, overlapped),
);
if (value === 0 && error !== ERROR_IO_PENDING) {
  throw new Win32Error('ReadFile', error);
}
const bytes: [number] = [0];
ensure('GetQueuedCompletionStatus', () =>
  GetQueuedCompletionStatus(port, bytes, [0], [null], INFINITE),
);
console.log(koffi.decode(line, 'char', bytes[0]));

koffi.free(line);
koffi.free(overlapped);
ensure('CloseHandle', () => CloseHandle(file));
ensure('CloseHandle', () => CloseHandle(port));
