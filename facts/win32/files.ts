import {
  CREATE_ALWAYS,
  DELETE,
  FILE_FLAG_BACKUP_SEMANTICS,
  FILE_FLAG_DELETE_ON_CLOSE,
  FILE_FLAG_OVERLAPPED,
  FILE_LIST_DIRECTORY,
  FILE_SHARE_ALL,
  GENERIC_READ,
  GENERIC_WRITE,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
} from './constants.ts';
import {
  CloseHandle,
  CreateDirectoryW,
  CreateFileW,
  CreateNamedPipeW,
  GetTempPathW,
  RemoveDirectoryW,
} from './kernel32.ts';
import { attempt } from './observe.ts';
import type { Handle } from './types.ts';

let made = 0;

const unique = (): string => `iocp-fact-${process.pid}-${++made}`;

function opened(name: string, call: () => Handle): bigint {
  const { returned, error } = attempt(call);
  if (returned === null || returned === INVALID_HANDLE_VALUE) {
    throw new Error(`${name} failed with error ${error}.`);
  }
  return returned;
}

/** A path in the temporary folder that nothing has yet. */
function temporaryPath(): string {
  const path = Buffer.alloc(2 * 261);
  const length = GetTempPathW(261, path);
  return `${path.toString('utf16le', 0, 2 * length)}${unique()}`;
}

/** A new empty file, which goes when its handle is closed. */
const fileAt = (path: string, flags: number): bigint =>
  opened('CreateFileW', () =>
    CreateFileW(
      path,
      GENERIC_READ | GENERIC_WRITE | DELETE,
      0,
      null,
      CREATE_ALWAYS,
      flags | FILE_FLAG_DELETE_ON_CLOSE,
      null,
    ),
  );

/** A new empty file in the temporary folder, which goes when its handle is closed. */
export function temporaryFile(flags = FILE_FLAG_OVERLAPPED): bigint {
  return fileAt(`${temporaryPath()}.tmp`, flags);
}

/** A new folder in the temporary folder, opened to be watched; `remove` takes it away, with what `add` made in it. */
export function temporaryFolder(): {
  handle: bigint;
  add: (name: string) => void;
  remove: () => void;
} {
  const path = temporaryPath();
  CreateDirectoryW(path, null);
  const flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED;
  const handle = opened('CreateFileW', () =>
    CreateFileW(path, FILE_LIST_DIRECTORY, FILE_SHARE_ALL, null, OPEN_EXISTING, flags, null),
  );
  const open = [handle];
  return {
    handle,
    add: (name) => open.push(fileAt(`${path}\\${name}`, 0)),
    remove() {
      for (const one of open.splice(0)) CloseHandle(one);
      RemoveDirectoryW(path);
    },
  };
}

const PIPE_ACCESS_DUPLEX = 3;
const PIPE_TYPE_MESSAGE = 4;
const PIPE_READMODE_MESSAGE = 2;

/** The server's end of a named pipe that no client has opened yet, and its name. */
export function pipeServer(kind: 'bytes' | 'messages' = 'bytes'): { server: bigint; name: string } {
  const name = `\\\\.\\pipe\\${unique()}`;
  const mode = kind === 'messages' ? PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE : 0;
  const server = opened('CreateNamedPipeW', () =>
    CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, mode, 1, 4096, 4096, 0, null),
  );
  return { server, name };
}

/** A client's end of a named pipe, without overlapped operations. */
export function pipeClient(name: string): bigint {
  return opened('CreateFileW', () =>
    CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, null, OPEN_EXISTING, 0, null),
  );
}
