import type { Raw } from '../koffi/host.ts';
import { INVALID_HANDLE_VALUE, testProgram } from './testing.ts';

/*
 * How tests look at files, pipes and folders of the simulated Windows: a program with what one needs for that.
 */

export const GENERIC_READ = 0x8000_0000;
export const GENERIC_WRITE = 0x4000_0000;
export const DELETE = 0x1_0000;
export const OVERLAPPED = 0x4000_0000;
export const BACKUP = 0x0200_0000;
export const DELETE_ON_CLOSE = 0x0400_0000;

export const NEW = 1;
export const CREATE_ALWAYS = 2;
export const EXISTING = 3;
export const OPEN_ALWAYS = 4;
export const TRUNCATE = 5;

/** What a call was asked to do, and how it ended. */
export interface Ended {
  returned: number | string | null;
  error: number | string;
}

export const PENDS: Ended = { returned: 0, error: 997 };
export const DONE: Ended = { returned: 1, error: 'untouched' };
export const failed = (error: number): Ended => ({ returned: 0, error });

/** How a file is opened; what is not said is as in most programs. */
export interface OpenOptions {
  access?: number;
  share?: number;
  disposition?: number;
  flags?: number;
}

export function fileProgram(options: Parameters<typeof testProgram>[0] = {}) {
  const program = testProgram(options);
  const { heap, handle, attempt, memory, thread } = program;

  const wide = (text: string): bigint => {
    const address = heap.allocate(2 * text.length + 2);
    const bytes = heap.bytes(address, 2 * text.length + 2, 'write');
    for (let at = 0; at < text.length; at++) {
      bytes[2 * at] = text.charCodeAt(at) & 0xff;
      bytes[2 * at + 1] = text.charCodeAt(at) >> 8;
    }
    return address;
  };
  const openArguments = (
    path: string,
    {
      access = GENERIC_READ | GENERIC_WRITE,
      share = 0,
      disposition = EXISTING,
      flags = 0,
    }: OpenOptions,
  ): Raw[] => [wide(path), access >>> 0, share, 0n, disposition, flags, 0n];

  /** Bytes of a text, in memory of their own. */
  const lend = (text: string): bigint => {
    const address = heap.allocate(Math.max(1, text.length));
    heap.bytes(address, text.length, 'write').set(new TextEncoder().encode(text));
    return address;
  };
  const textAt = (address: bigint, length: number) =>
    new TextDecoder().decode(heap.bytes(address, length, 'read'));

  return {
    ...program,
    wide,
    lend,
    textAt,
    disk: program.machine.disk,
    /** The handle of a file that is there, or is made. */
    open: (path: string, how: OpenOptions = {}) => {
      const opened = handle('CreateFileW', ...openArguments(path, how));
      if (opened === INVALID_HANDLE_VALUE) throw new Error(`${path}: error ${thread.lastError}`);
      return opened;
    },
    /** The last error of an open; 0 for one that succeeds. */
    openError: (path: string, how: OpenOptions = {}) => {
      const { error } = attempt('CreateFileW', ...openArguments(path, how));
      return error;
    },
    /** A call with a path. */
    onPath: (name: string, path: string, ...more: Raw[]) => attempt(name, wide(path), ...more),
    close: (file: bigint) => program.number('CloseHandle', file),
    /** A write without an OVERLAPPED. */
    write: (file: bigint, text: string) => {
      const count = memory(4);
      const ended = attempt('WriteFile', file, lend(text), text.length, count, 0n);
      return { ...ended, count: program.dword(count) };
    },
    /** A read without an OVERLAPPED. */
    read: (file: bigint, length: number) => {
      const [data, count] = [memory(Math.max(1, length)), memory(4)];
      const ended = attempt('ReadFile', file, data, length, count, 0n);
      const bytes = program.dword(count);
      return { ...ended, count: bytes, text: textAt(data, Math.min(Number(bytes) || 0, length)) };
    },
    /** A read with an OVERLAPPED, and the count beside it. */
    startRead: (file: bigint, length: number, at: bigint, data = memory(Math.max(1, length))) => {
      const count = memory(4);
      const ended = attempt('ReadFile', file, data, length, count, at);
      return { ...ended, count: program.dword(count), data };
    },
    /** A write with an OVERLAPPED, and the count beside it. */
    startWrite: (file: bigint, text: string, at: bigint) => {
      const count = memory(4);
      const ended = attempt('WriteFile', file, lend(text), text.length, count, at);
      return { ...ended, count: program.dword(count) };
    },
    /** Offset and OffsetHigh of an OVERLAPPED. */
    setOffset: (at: bigint, offset: bigint) => heap.writeUint64(at + 16n, offset),
    /** A call on a thread of the pool, and how it ended, when it has. */
    onThread: (name: string, ...args: Raw[]) => {
      const result: { value: Ended | null } = { value: null };
      const code = program.codeOf(name);
      program.host.callOnPool(code, args, (_failure, returned) => {
        result.value = { returned: Number(returned), error: thread.lastError };
      });
      // The thread starts, and then makes the call.
      program.machine.spend(10);
      program.machine.spend(10);
      return result;
    },
  };
}

export const PIPE = '\\\\.\\pipe\\test';

/** How a pipe is made; what is not said is as in most programs. */
export interface PipeOptions {
  name?: string;
  access?: number;
  mode?: number;
  most?: number;
  out?: number;
  in?: number;
}

export const DUPLEX = 3;
export const MESSAGES = 6;

/** A program with a pipe that can be made and opened. */
export function pipeProgram(options: Parameters<typeof testProgram>[0] = {}) {
  const program = fileProgram(options);
  const serverArguments = (how: PipeOptions): Raw[] => [
    program.wide(how.name ?? PIPE),
    how.access ?? DUPLEX | OVERLAPPED,
    how.mode ?? 0,
    how.most ?? 1,
    how.out ?? 4096,
    how.in ?? 4096,
    0,
    0n,
  ];
  const serve = (how: PipeOptions = {}) => {
    const server = program.handle('CreateNamedPipeW', ...serverArguments(how));
    if (server === INVALID_HANDLE_VALUE) throw new Error(`error ${program.thread.lastError}`);
    return server;
  };
  return {
    ...program,
    serve,
    serveError: (how: PipeOptions = {}) =>
      program.attempt('CreateNamedPipeW', ...serverArguments(how)).error,
    /** Both ends of a pipe. */
    pair: (how: PipeOptions = {}, flags = 0) => {
      const server = serve(how);
      return { server, client: program.open(how.name ?? PIPE, { flags }) };
    },
    connect: (server: bigint, at = 0n) => program.attempt('ConnectNamedPipe', server, at),
    setMode: (end: bigint, mode: number) => {
      const address = program.memory(4);
      program.heap.writeUint32(address, mode);
      return program.attempt('SetNamedPipeHandleState', end, address, 0n, 0n);
    },
  };
}
