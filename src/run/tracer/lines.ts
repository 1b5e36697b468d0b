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
    }
  | {
      /** An OVERLAPPED was lent, and data memory with it. */
      line: 'lent';
      t: number;
      call: number;
      overlapped: string;
      /** The handle whose operation it is; null where the prototype names none. */
      handle: string | null;
      /** Whether that handle has a port. */
      port: boolean;
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
      /** What a call has made of a handle: whether a port is tied to it, and which successes bring no packet. */
      line: 'handle';
      t: number;
      handle: string;
      port: boolean;
      skips: boolean;
    }
  | { line: 'print'; t: number; stream: 'stdout' | 'stderr'; text: string; at: RawPlace | null }
  | { line: 'exit'; t: number; code: number };
