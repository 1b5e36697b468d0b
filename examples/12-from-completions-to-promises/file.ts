import {
  CloseHandle,
  CreateFileW,
  ERROR_HANDLE_EOF,
  ensure,
  FILE_FLAG_OVERLAPPED,
  FILE_SHARE_READ,
  GENERIC_READ,
  type Handle,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
  ReadFile,
  STATUS_END_OF_FILE,
  Win32Error,
} from '@iocp/ffi';
import type { PooledOperation } from './pool.ts';
import { FailedOperation, type Runtime } from './runtime.ts';

/** A file to be read. It has no position: each read says where it begins (OV-12). */
export class File {
  readonly #runtime: Runtime;
  readonly #handle: Handle;

  constructor(runtime: Runtime, path: string) {
    //#region open-overlapped
    this.#handle = ensure(
      'CreateFileW',
      () =>
        CreateFileW(
          path,
          GENERIC_READ,
          FILE_SHARE_READ,
          null,
          OPEN_EXISTING,
          FILE_FLAG_OVERLAPPED,
          null,
        ),
      INVALID_HANDLE_VALUE as bigint,
    );
    //#endregion
    runtime.associate(this.#handle);
    this.#runtime = runtime;
  }

  /**
   * Reads into the operation's buffer.
   *
   * @param offset in the file, in bytes
   * @returns how many bytes; 0 at the end of the file
   * @throws as Runtime.start
   */
  async read(
    operation: PooledOperation,
    offset: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { buf, len } = operation.buffer();
    operation.offset = offset;
    try {
      return await this.#runtime.start(
        'ReadFile',
        this.#handle,
        operation,
        () => ReadFile(this.#handle, buf, len, null, operation.address) !== 0,
        signal,
      );
    } catch (error) {
      // The end of a file is an error, of the packet or at once (FILE-2).
      const isEnd =
        (error instanceof FailedOperation && error.status === STATUS_END_OF_FILE) ||
        (error instanceof Win32Error && error.code === ERROR_HANDLE_EOF);
      if (isEnd) return 0;
      throw error;
    }
  }

  /** Closes the file. */
  close(): void {
    ensure('CloseHandle', () => CloseHandle(this.#handle));
  }
}
