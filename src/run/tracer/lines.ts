/** What the tracer writes: one of these a line, numbers and addresses as they are in this run. */

/** A value as JavaScript had it. `hex` is a bigint, `bytes` a Buffer, `members` an object. */
export type Raw =
  | null
  | boolean
  | number
  | string
  | { hex: string }
  | { bytes: string }
  | { members: { [name: string]: Raw } }
  | Raw[];

export interface RawPlace {
  url: string;
  line: number;
}

/** Why memory that was lent is the program's again. */
export type Returned = 'failed at once' | 'completed at once' | 'dequeued' | 'observed';

export type Line =
  | { line: 'start'; main: boolean; node: string; arch: string; koffi: string }
  | { line: 'file'; url: string }
  | {
      line: 'type';
      name: string;
      size: number;
      align: number;
      fields: { path: string; type: string; offset: number; size: number }[];
    }
  | {
      line: 'alloc';
      t: number;
      address: string;
      type: string;
      count: number;
      size: number;
      at: RawPlace | null;
    }
  | { line: 'free'; t: number; address: string; at: RawPlace | null }
  | {
      /**
       * Memory that did not come from koffi.alloc, when it is first lent: a Buffer's, or koffi's copy of an object. Nobody
       * knows where a copy lies; the address is a number of its own (`copyOf`).
       */
      line: 'memory';
      t: number;
      address: string;
      type: string;
      count: number;
      size: number;
      kind: 'buffer' | 'copy';
    }
  | {
      /** A packet has told where a copy lies. */
      line: 'told';
      t: number;
      copy: string;
      address: string;
    }
  | {
      /** A packet came of one of several copies, nobody knows of which. */
      line: 'untold';
      t: number;
      port: string;
      key: string;
    }
  | {
      /** The program has posted an address of its own: what packets with this key say of copies proves nothing any more. */
      line: 'posted';
      t: number;
      port: string;
      key: string;
    }
  | {
      line: 'begin';
      t: number;
      call: number;
      function: string;
      arguments: Record<string, Raw>;
      at: RawPlace | null;
    }
  | {
      line: 'end';
      t: number;
      call: number;
      returned: Raw;
      lastError: number | null;
      out: Record<string, Raw>;
    }
  | {
      line: 'observe';
      t: number;
      call: number;
      side: 'begin' | 'end';
      address: string;
      bytes: string;
      writer: 'program' | 'kernel';
      /** Addresses in the bytes that stand for a copy, by their offset. */
      copies?: { offset: number; copy: string }[];
    }
  | {
      /** An OVERLAPPED was lent, and data memory with it. */
      line: 'lent';
      t: number;
      call: number;
      overlapped: string;
      /** Bytes of the OVERLAPPED and of what belongs to it. */
      size: number;
      /** The handle whose operation it is; null where the prototype names none. */
      handle: string | null;
      /** The port that this handle is tied to, and with which key; null where it is tied to none. */
      port: string | null;
      key: string | null;
      /** Whether bit 0 of hEvent is set, so that no packet comes (EVT-2). */
      tagged: boolean;
      loans: { address: string; length: number; tail: number; writer: 'program' | 'kernel' }[];
    }
  | {
      /** What was lent is the program's again. */
      line: 'returned';
      t: number;
      call: number;
      overlapped: string;
      because: Returned;
    }
  | {
      /** What a call has made of a handle: the port it is tied to, and which successes bring no packet. */
      line: 'handle';
      t: number;
      handle: string;
      port: string | null;
      key: string | null;
      skips: boolean;
    }
  | {
      /**
       * An operation was begun, which the next lines call by its number. Not the tracer writes this and those, but the
       * simulated kernel, into the main thread's file; `thread` is whose doing it was.
       */
      line: 'started';
      t: number;
      thread: number;
      poolThread?: number;
      operation: number;
      overlapped: string;
    }
  | {
      line: 'completed';
      t: number;
      thread: number;
      operation: number;
      status: number;
      bytes: number;
    }
  | {
      line: 'queued' | 'dequeued';
      t: number;
      thread: number;
      poolThread?: number;
      port: string;
      /** Null for a packet that was posted. */
      operation: number | null;
      key: string;
      bytes: number;
    }
  | {
      line: 'scheduled';
      t: number;
      thread: number;
      poolThread?: number;
      port: string;
      what: 'released' | 'blocked' | 'resumed' | 'left';
    }
  | { line: 'print'; t: number; stream: 'stdout' | 'stderr'; text: string; at: RawPlace | null }
  | {
      /** The checker of the simulated Windows has found a broken rule. Not the tracer writes this, but who assembles. */
      line: 'report';
      t: number;
      misconception: string;
      fact: string;
      sentence: string;
      at: RawPlace | null;
      since: RawPlace | null;
    }
  | { line: 'exit'; t: number; code: number };
