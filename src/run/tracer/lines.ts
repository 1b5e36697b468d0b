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
      line: 'owner';
      t: number;
      call: number;
      address: string;
      owner: 'P' | 'K';
      because: 'submitted' | 'failed at once' | 'dequeued';
    }
  | { line: 'print'; t: number; stream: 'stdout' | 'stderr'; text: string; at: RawPlace | null }
  | { line: 'exit'; t: number; code: number };
