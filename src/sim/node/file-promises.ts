/** What reading needs from outside. */
interface Files {
  readFile(file: string | URL): Uint8Array<ArrayBuffer> | null;
}

/**
 * The part of `node:fs/promises` that a simulated program has: reading a file of the world outside, on a thread of the pool.
 *
 * @param onPool calls `done` when a thread of the pool has done the work
 */
export function filePromisesOf(files: Files, onPool: (name: string, done: () => void) => void) {
  return {
    readFile: (
      file: string | URL,
      options?: string | { encoding?: string | null } | null,
    ): Promise<unknown> =>
      new Promise((resolve, reject) => {
        onPool('readFile', () => {
          const bytes = files.readFile(file);
          if (bytes === null) {
            const words = `ENOENT: no such file or directory, open '${file}'`;
            reject(Object.assign(new Error(words), { code: 'ENOENT', errno: -4058 }));
            return;
          }
          const encoding = typeof options === 'string' ? options : options?.encoding;
          resolve(encoding ? new TextDecoder(encoding).decode(bytes) : bytes);
        });
      }),
  };
}
