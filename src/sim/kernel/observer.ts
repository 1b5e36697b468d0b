import type { HandleTable } from './handles.ts';
import type { KernelObject } from './object.ts';
import type { CompletionPort, Packet } from './port.ts';
import type { Request } from './request.ts';
import type { Thread } from './thread.ts';

/** Why a thread of a port runs again, or does not any more. */
export type Scheduling =
  /** It waited at the port and was given a packet. */
  | 'released'
  /** It waits, for whatever. */
  | 'blocked'
  /** What it waited for elsewhere has come, or it waited at the port and the time was up or an APC came. */
  | 'resumed'
  /** It ended, or went to another port. */
  | 'left';

/** Is told what happens in the machine, which real kernels do not show. Everything is optional. */
export interface Observer {
  /** An operation was begun: from now on its memory is the kernel's. */
  started?(request: Request): void;
  /** It failed at once: its memory is the program's again, and nothing will come of it. */
  refused?(request: Request, status: number): void;
  /** It is over, at once or after it was pending. */
  completed?(request: Request): void;
  /** The status block was written. */
  reported?(request: Request): void;
  queued?(port: CompletionPort, packet: Packet): void;
  /** A packet was removed from its port. */
  dequeued?(port: CompletionPort, packet: Packet, by: Thread): void;
  /** A packet was lost: its port was closed before anybody dequeued it (CLOSE-3). */
  dropped?(port: CompletionPort, packet: Packet): void;
  scheduled?(thread: Thread, port: CompletionPort, what: Scheduling): void;
  /** A process has a new handle to an object. */
  opened?(handles: HandleTable, handle: bigint, object: KernelObject): void;
  /** The last handle of an object was closed. */
  closed?(object: KernelObject): void;
  /** The kernel is about to write to the program's memory, the status block included. */
  writing?(request: Request, address: bigint, length: number): void;
  /** The kernel wrote to the program's memory, other than the status block. */
  wrote?(request: Request, address: bigint, length: number): void;
  /** The kernel would write where no memory is. */
  missed?(request: Request, address: bigint, length: number): void;
}
