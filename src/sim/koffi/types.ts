import type { Window } from '../memory/window.ts';
import type { Arena } from './arena.ts';

/** koffi's own names for what a type is at bottom. An S behind a name: its bytes are swapped, so big-endian. */
export type Kind =
  | 'Void'
  | 'Bool'
  | 'Int8'
  | 'UInt8'
  | 'Int16'
  | 'Int16S'
  | 'UInt16'
  | 'UInt16S'
  | 'Int32'
  | 'Int32S'
  | 'UInt32'
  | 'UInt32S'
  | 'Int64'
  | 'Int64S'
  | 'UInt64'
  | 'UInt64S'
  | 'String'
  | 'String16'
  | 'String32'
  | 'Pointer'
  | 'Record'
  | 'Union'
  | 'Array'
  | 'Float32'
  | 'Float64'
  | 'Callback'
  | 'Prototype';

/** Names of the typed arrays that elements can become. */
export type TypedName =
  | 'Int8'
  | 'UInt8'
  | 'Int16'
  | 'UInt16'
  | 'Int32'
  | 'UInt32'
  | 'Int64'
  | 'UInt64'
  | 'Float32'
  | 'Float64';

/** What an array becomes in JavaScript: an array, a Buffer, a text of units of so many bits, or a typed array. */
export type Hint = 'Array' | 'Buffer' | 'String8' | 'String16' | 'String32' | TypedName;

/** 1: copied in before the call; 2: copied out after it; 3: both. */
export type Directions = 1 | 2 | 3;

export interface Member {
  readonly name: string;
  readonly type: Type;
  readonly offset: number;
  /** The member that says how many there are. */
  countedBy: Member | null;
}

export interface Parameter {
  readonly type: Type;
  readonly directions: Directions;
}

/** A function, as its prototype says. */
export interface Signature {
  name: string;
  readonly result: Type;
  readonly parameters: readonly Parameter[];
  readonly variadic: boolean;
  readonly convention: string;
}

/** Gives the JavaScript value at an offset. */
export type Reader = (window: Window, offset: number) => unknown;

/** Writes a JavaScript value at an offset. What has to lie elsewhere, such as a string, goes into the arena. */
export type Writer = (window: Window, offset: number, value: unknown, arena: Arena) => void;

/** A type of koffi's. Opaque ones can be redefined later, so this one thing stays and changes. */
export class Type {
  name: string;
  kind: Kind;
  size: number;
  align: number;
  /** For an array: what it becomes; for others: what an array of them becomes. A pointer has it from what it points to. */
  hint: Hint = 'Array';
  /** What a pointer points to, or an array consists of. */
  ref: Type | null = null;
  members: readonly Member[] = [];
  signature: Signature | null = null;
  /** Name of the member that says how many elements there are. */
  countedBy: string | null = null;
  dispose: ((address: bigint) => void) | null = null;
  /** Made when they are first needed. */
  read: Reader | null = null;
  write: Writer | null = null;

  constructor(name: string, kind: Kind, size: number, align: number) {
    this.name = name;
    this.kind = kind;
    this.size = size;
    this.align = align;
  }

  /** The same under another name. */
  copy(name: string): Type {
    const { kind, size, align, hint, ref, members, signature, countedBy, dispose } = this;
    const copy = new Type(name, kind, size, align);
    return Object.assign(copy, { hint, ref, members, signature, countedBy, dispose });
  }
}

const INTEGERS = /^U?Int(?:8|16|32|64)S?$/;

/** As koffi asks it, which leaves out the big-endian uint64_t. */
export const isInteger = ({ kind }: Type): boolean => INTEGERS.test(kind) && kind !== 'UInt64S';

export const isAggregate = ({ kind }: Type): boolean => kind === 'Record' || kind === 'Union';

export const isPointerOrString = ({ kind }: Type): boolean =>
  kind === 'Pointer' || kind === 'String' || kind === 'String16' || kind === 'String32';

/** Whether a value of this type goes through a register (Windows' x64 convention), and not through a copy's address. */
export const fitsRegister = (size: number): boolean =>
  size === 1 || size === 2 || size === 4 || size === 8;

/** The smallest multiple of `align` that is not below `size`. */
export const aligned = (size: number, align: number): number =>
  align > 1 ? Math.ceil(size / align) * align : size;
