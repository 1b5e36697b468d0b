import {
  CREATE_ALWAYS,
  DELETE,
  FILE_FLAG_DELETE_ON_CLOSE,
  FILE_FLAG_OVERLAPPED,
  GENERIC_READ,
  GENERIC_WRITE,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
} from './constants.ts';
import { CreateFileW, CreateNamedPipeW, GetTempPathW } from './kernel32.ts';
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

/** A new empty file in the temporary folder, which goes when its handle is closed. */
export function temporaryFile(flags = FILE_FLAG_OVERLAPPED): bigint {
  const path = Buffer.alloc(2 * 261);
  const length = GetTempPathW(261, path);
  const file = `${path.toString('utf16le', 0, 2 * length)}${unique()}.tmp`;
  return opened('CreateFileW', () =>
    CreateFileW(
      file,
      GENERIC_READ | GENERIC_WRITE | DELETE,
      0,
      null,
      CREATE_ALWAYS,
      flags | FILE_FLAG_DELETE_ON_CLOSE,
      null,
    ),
  );
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
