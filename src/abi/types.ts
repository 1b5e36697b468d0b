/** The three binary interfaces of Windows that the book speaks of. */
export const ABIS = ['win-x64', 'win-ia32', 'win-arm64'] as const;

export type Abi = (typeof ABIS)[number];

/** A place in a source text; both numbers count from 1, columns in UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

/** A type of the language itself, such as `unsigned long`. */
export interface Scalar {
  kind: 'scalar';
  name: string;
  /** Bytes, on every Windows. */
  size: 1 | 2 | 4 | 8;
  form: 'signed' | 'unsigned' | 'float' | 'bool';
}

/** It has no size. */
export interface Void {
  kind: 'void';
  name: 'void';
}

/** It has no size either; a pointer to it has. */
export interface FunctionType {
  kind: 'function';
  returns: CType;
  /** What stands between the brackets. */
  parameters: string;
}

export interface Pointer {
  kind: 'pointer';
  to: CType;
  /** Bytes, where `__ptr32` or `__ptr64` fixes them; otherwise the ABI does. */
  size?: 4 | 8;
}

export interface ArrayType {
  kind: 'array';
  of: CType;
  /** How many elements; 0 for a flexible last member. */
  length: number;
  /** Written `[]`. */
  open: boolean;
}

export interface Enum {
  kind: 'enum';
  tag: string | null;
  /** What it is stored as: `int`, unless the declaration names another. */
  base: Scalar;
}

/** Another name for a type: a typedef, or a qualified type. */
export interface Alias {
  kind: 'alias';
  name: string;
  to: CType;
  /** Bytes, from `__declspec(align(n))`. */
  align?: number;
}

export interface Member {
  /** Null for an anonymous struct or union and for an unnamed bit-field. */
  name: string | null;
  type: CType;
  /** The width of a bit-field. */
  bits?: number;
  /** Bytes, from `__declspec(align(n))`. */
  align?: number;
}

/** A struct or a union. */
export interface RecordType {
  kind: 'struct' | 'union';
  tag: string | null;
  /** Null while it is only announced. */
  members: Member[] | null;
  /** Bytes, from `#pragma pack`; null when none holds. */
  pack: number | null;
  /** Bytes, from `__declspec(align(n))`; 0 when there is none. */
  align: number;
}

export type CType = Scalar | Void | FunctionType | Pointer | ArrayType | Enum | Alias | RecordType;

/** Follows typedefs to the type that they stand for. */
export function resolve(type: CType): Exclude<CType, Alias> {
  let at = type;
  while (at.kind === 'alias') at = at.to;
  return at;
}

/** Whether a type is, under whatever name, a struct or a union. */
export function isRecord(type: Exclude<CType, Alias>): type is RecordType {
  return type.kind === 'struct' || type.kind === 'union';
}

/**
 * The width of a pointer.
 *
 * @returns bytes
 */
export function pointerSize(abi: Abi): 4 | 8 {
  return abi === 'win-ia32' ? 4 : 8;
}

/** A type as C spells it, without a name: `char[257]`, `struct sockaddr *`, `int (*)(int)`. */
export function spell(type: CType, inner = ''): string {
  switch (type.kind) {
    case 'alias':
    case 'scalar':
    case 'void':
      return join(type.name, inner);
    case 'function':
      return spell(type.returns, `${inner}(${type.parameters})`);
    case 'enum':
    case 'struct':
    case 'union':
      return join(type.tag === null ? type.kind : `${type.kind} ${type.tag}`, inner);
    case 'pointer': {
      const width = type.size === undefined ? '' : ` __ptr${type.size * 8}`;
      const star = `*${width}${width !== '' && /^\w/.test(inner) ? ' ' : ''}${inner}`;
      return type.to.kind === 'array' || type.to.kind === 'function'
        ? spell(type.to, `(${star})`)
        : spell(type.to, star);
    }
    case 'array':
      return spell(type.of, `${inner}[${type.open ? '' : type.length}]`);
  }
}

function join(name: string, inner: string): string {
  return inner === '' || inner.startsWith('[') ? name + inner : `${name} ${inner}`;
}
