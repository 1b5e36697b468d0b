import { agrees, factById, inWords, type Json, outcomeOn } from '../../facts/index.ts';
import { FileObject } from '../kernel/file-object.ts';
import { Machine, type MachineOptions } from '../kernel/machine.ts';
import { Process } from '../kernel/process.ts';
import type { Begun, Request } from '../kernel/request.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { isBlocking } from '../kernel/thread.ts';
import type { Raw } from '../koffi/host.ts';
import { ProcessHeap } from '../memory/process-heap.ts';
import { ProgramHost } from './host.ts';
import { startOverlapped } from './overlapped.ts';

/*
 * How tests look at the simulated Windows: as the facts' programs do. Before a call whatever it might write holds a
 * filling, and what still does afterwards is "untouched".
 */

const MARK = 0xdead_beef;
export const UNTOUCHED = 'untouched';
export const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;
export const INFINITE = 0xffff_ffff;

export const hex = (value: number | bigint, digits = 8): string =>
  `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;

/** What is wrong with what was seen, beside what the catalogue says that Windows shows; null when nothing is. */
export function differs(id: string, seen: Json): string | null {
  const program = factById(id)?.program;
  if (!program || 'none' in program) return `No program shows ${id}.`;
  const { prints } = outcomeOn('sim', program);
  if (prints !== null && agrees(prints, seen)) return null;
  return `${id}: ${JSON.stringify(seen)} instead of ${prints === null ? 'nothing' : inWords(prints)}`;
}

/** A device whose operations pend until the test ends them, or end as the test says. */
export class Device extends FileObject {
  /** What has become of the next operation when its call returns. */
  next: Begun = 'pending';
  readonly requests: Request[] = [];

  begin(request: Request): Begun {
    this.requests.push(request);
    return this.next;
  }

  /** Ends the operations of an OVERLAPPED. */
  end(overlapped: bigint, status: number, information: number): void {
    for (const request of [...this.pending]) {
      if (request.overlapped === overlapped) request.complete(status, information);
    }
  }
}

/** A program of one process whose JavaScript is the test. */
export function testProgram(options: MachineOptions & { poolSize?: number } = {}) {
  const machine = new Machine(options);
  const process = new Process(machine, new ProcessHeap());
  const thread = process.start();
  const turns: (() => void)[] = [];
  const { poolSize = 4 } = options;
  const host = new ProgramHost({ process, thread, turn: (run) => void turns.push(run), poolSize });
  const { heap } = process;
  const names = new Map<bigint, string>();

  const codeOf = (name: string): bigint => {
    const code = process.code.addressOf(name);
    if (code === undefined) throw new Error(`There is no ${name}.`);
    return code;
  };
  const call = (name: string, ...args: Raw[]) => host.call(codeOf(name), args);
  const number = (name: string, ...args: Raw[]) => Number(call(name, ...args));
  const handle = (name: string, ...args: Raw[]) => BigInt(call(name, ...args) ?? 0n);

  /** Memory that holds 0xCC. */
  const memory = (size: number): bigint => {
    const address = heap.allocate(size);
    heap.bytes(address, size, 'write').fill(0xcc);
    return address;
  };
  const dword = (address: bigint) => {
    const value = heap.readUint32(address);
    return value === 0xcccc_cccc ? UNTOUCHED : value;
  };
  const qword = (address: bigint) => {
    const value = heap.readUint64(address);
    if (value === 0xcccc_cccc_cccc_ccccn) return UNTOUCHED;
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : hex(value, 16);
  };
  const nameAt = (address: bigint) => {
    const value = heap.readUint64(address);
    if (value === 0n) return 'NULL';
    if (value === 0xcccc_cccc_cccc_ccccn) return UNTOUCHED;
    return names.get(value) ?? hex(value);
  };

  const errorAfter = () => (thread.lastError === MARK ? UNTOUCHED : thread.lastError);
  /** A call with what it returned and the last error after it. */
  const attempt = (name: string, ...args: Raw[]) => {
    thread.lastError = MARK;
    const value = call(name, ...args);
    const returned =
      typeof value === 'bigint' ? (value === 0n ? null : hex(value)) : (value ?? null);
    return { returned, error: errorAfter() };
  };

  const outs = () => ({ bytes: memory(4), key: memory(8), overlapped: memory(8) });
  const seen = ({ bytes, key, overlapped }: ReturnType<typeof outs>) => ({
    bytes: dword(bytes),
    key: qword(key),
    overlapped: nameAt(overlapped),
  });
  const dequeue = (port: bigint, milliseconds = 0) => {
    const out = outs();
    const { bytes, key, overlapped } = out;
    const result = attempt('GetQueuedCompletionStatus', port, bytes, key, overlapped, milliseconds);
    return { ...result, ...seen(out) };
  };
  const dequeueMany = (port: bigint, count: number, milliseconds = 0, alertable = 0) => {
    const entries = memory(32 * Math.max(count, 1));
    const removed = memory(4);
    const result = attempt(
      'GetQueuedCompletionStatusEx',
      port,
      entries,
      count,
      removed,
      milliseconds,
      alertable,
    );
    const number = dword(removed);
    const found = result.returned === 1 && typeof number === 'number' ? number : 0;
    return {
      ...result,
      removed: number,
      entries: Array.from({ length: found }, (_, index) => {
        const at = entries + BigInt(32 * index);
        return {
          key: qword(at),
          overlapped: nameAt(at + 8n),
          status: hex(heap.readUint32(at + 16n)),
          bytes: dword(at + 24n),
        };
      }),
    };
  };

  /** An OVERLAPPED with a name; Internal and InternalHigh hold 0xCC. */
  const overlapped = (name: string, event = 0n): bigint => {
    const address = memory(32);
    heap.writeUint64(address + 16n, 0n);
    heap.writeUint64(address + 24n, event);
    names.set(address, name);
    return address;
  };
  /** Starts an operation on a device, as a Win32 function does; the status of the call. */
  const start = (device: Device, address: bigint, by: Thread = thread): number =>
    startOverlapped(
      { thread: by, file: device, name: 'DeviceIoControl', overlapped: address },
      (request) => device.begin(request),
    ).status;

  return {
    machine,
    process,
    thread,
    host,
    heap,
    turns,
    codeOf,
    call,
    number,
    handle,
    memory,
    dword,
    qword,
    nameAt,
    attempt,
    dequeue,
    dequeueMany,
    overlapped,
    start,
    port: (limit = 0) => handle('CreateIoCompletionPort', INVALID_HANDLE_VALUE, 0n, 0n, limit),
    post: (port: bigint, key: Raw, address = 0n, bytes = 0) =>
      number('PostQueuedCompletionStatus', port, bytes, key, address),
    event: (signaled = 0, manual = 1) => handle('CreateEventW', 0n, manual, signaled, 0n),
    /** A device of this machine, and a handle to it. */
    device: (isOverlapped = true) => {
      const device = new Device(machine, isOverlapped);
      return { device, handle: process.handles.open(device) };
    },
    status: (address: bigint) => {
      const value = dword(address);
      return value === UNTOUCHED ? UNTOUCHED : hex(value as number);
    },
    transferred: (address: bigint) => qword(address + 8n),
    /** A user APC of this thread, and whether it has run. */
    apc: () => {
      const event = handle('CreateEventW', 0n, 1, 0, 0n);
      number('QueueUserAPC', codeOf('SetEvent'), 0xffff_ffff_ffff_fffen, event);
      return { hasRun: () => number('WaitForSingleObject', event, 0) === 0 };
    },
    /** Lets everything happen that can without this thread doing anything. */
    settle: () => {
      while (machine.step());
    },
    /** Lets time pass. */
    pass: (milliseconds: number) => machine.spend(1000 * milliseconds),
    /** A dequeue on a thread of the pool; what it came back with is there when it has ended. */
    dequeueOnThread: (port: bigint, milliseconds = INFINITE) => {
      const out = outs();
      const result: { value: (ReturnType<typeof dequeue> & { error: number | string }) | null } = {
        value: null,
      };
      host.callOnPool(
        codeOf('GetQueuedCompletionStatus'),
        [port, out.bytes, out.key, out.overlapped, milliseconds],
        (_failure, returned) => {
          result.value = { returned: Number(returned), error: thread.lastError, ...seen(out) };
        },
      );
      machine.spend(10);
      return result;
    },
    /** The turns of the event loop that are due. */
    turn: () => {
      for (const run of turns.splice(0)) run();
    },
    /** A function called on another thread, inside its code. */
    *on(by: Thread, name: string, ...args: Raw[]): Blocking<Raw | undefined> {
      const result = process.code.at(codeOf(name))?.call(by, args);
      return (isBlocking(result) ? yield* result : result) as Raw | undefined;
    },
  };
}
