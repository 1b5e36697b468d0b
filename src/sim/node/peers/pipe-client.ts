import { pipeName } from '../../kernel/path.ts';
import type { PipeEnd } from '../../kernel/pipe.ts';
import { isError, STATUS } from '../../kernel/status.ts';
import type { Blocking, Thread } from '../../kernel/thread.ts';
import { operate, pause } from './peer-process.ts';

/** Milliseconds from an answer to the next message. */
const PAUSE = 100;
/** Bytes that are read at once. */
const CHUNK = 65_536;

export interface PipeReport {
  answers: string[];
  problem: string | null;
}

/** What Node calls the errors of a pipe. */
const ERRORS: Record<number, string> = {
  [STATUS.OBJECT_NAME_NOT_FOUND]: 'ENOENT',
  [STATUS.PIPE_NOT_AVAILABLE]: 'EBUSY',
  [STATUS.ACCESS_DENIED]: 'EPERM',
};

const errorOf = (status: number): string =>
  ERRORS[status] ?? `status 0x${status.toString(16).toUpperCase()}`;

class Client {
  readonly #thread: Thread;
  readonly #pipe: PipeEnd;
  readonly #buffer: bigint;

  constructor(thread: Thread, pipe: PipeEnd) {
    this.#thread = thread;
    this.#pipe = pipe;
    this.#buffer = thread.process.heap.allocate(CHUNK);
  }

  *write(text: string): Blocking<void> {
    const { heap } = this.#thread.process;
    const bytes = new TextEncoder().encode(text);
    const address = heap.allocate(Math.max(1, bytes.length));
    heap.bytes(address, bytes.length, 'write').set(bytes);
    const result = yield* operate(this.#thread, this.#pipe, {
      name: 'write',
      spans: [{ address, length: bytes.length }],
      begin: (request) => this.#pipe.write(request),
    });
    heap.free(address);
    if (result && isError(result.status)) throw new Error(`write ${errorOf(result.status)}`);
  }

  /** What came, as latin1; null when the server has closed its end. */
  *read(): Blocking<string | null> {
    const result = yield* operate(this.#thread, this.#pipe, {
      name: 'read',
      spans: [{ address: this.#buffer, length: CHUNK }],
      begin: (request) => this.#pipe.read(request),
    });
    if (result === null || result.status === STATUS.PIPE_BROKEN) return null;
    if (isError(result.status)) throw new Error(`read ${errorOf(result.status)}`);
    const bytes = this.#thread.process.heap.bytes(this.#buffer, result.information, 'read');
    return String.fromCharCode(...bytes);
  }
}

/** Sends each message, waits for its answer, and closes its end after the last one. */
export function* pipeClient(
  thread: Thread,
  { path, messages }: { path: string; messages: readonly string[] },
  done: (report: PipeReport) => void,
): Blocking<void> {
  const answers: string[] = [];
  const end = { overlapped: true, readsMessages: false, canRead: true, canWrite: true };
  const pipe = thread.machine.pipes.open(pipeName(path) ?? path, end);
  if (typeof pipe === 'number') {
    done({ answers, problem: `connect ${errorOf(pipe)} ${path}` });
    return;
  }
  const handle = thread.process.handles.open(pipe);
  const client = new Client(thread, pipe);
  let problem: string | null = null;
  try {
    for (const message of messages) {
      yield* client.write(message);
      const answer = yield* client.read();
      if (answer === null) break;
      answers.push(answer);
      yield* pause(thread, PAUSE);
    }
  } catch (error) {
    problem = (error as Error).message;
  }
  thread.process.handles.close(handle);
  done({ answers, problem });
}
