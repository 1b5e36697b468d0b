import { type Prototype, positionOf, type Role } from '../../abi/prototypes/index.ts';
import type { Raw } from './lines.ts';
import { type Memory, numberBehind } from './memory.ts';
import { raw } from './raw.ts';

/** Bytes of an OVERLAPPED_ENTRY on 64-bit Windows. */
const ENTRY = { size: 32, overlapped: 8, status: 16, bytes: 24 };

/** A packet that a call has dequeued. */
export interface Packet {
  key: bigint;
  overlapped: bigint | null;
  bytes: number;
  failed: boolean;
}

/** Out-parameters that are one number, and its size in bytes. */
const NUMBERS: Partial<Record<Role, 4 | 8>> = {
  'entries removed': 4,
  'packet bytes': 4,
  'packet key': 8,
  'packet overlapped': 8,
};

/** What a call that dequeues has written, as it stands in the arguments afterwards. */
export class Dequeued {
  readonly #prototype: Prototype | undefined;
  readonly #values: readonly unknown[];
  readonly #failed: boolean;
  readonly #memory: Memory;

  constructor(
    prototype: Prototype | undefined,
    values: readonly unknown[],
    failed: boolean,
    memory: Memory,
  ) {
    this.#prototype = prototype;
    this.#values = values;
    this.#failed = failed;
    this.#memory = memory;
  }

  /** The packets; none for a call that dequeues nothing. */
  packets(): Packet[] {
    const at = positionOf(this.#prototype, 'packet overlapped');
    if (at < 0) return this.#entries();
    const overlapped = numberBehind(this.#values[at], 8, this.#memory);
    // Without an OVERLAPPED nothing was dequeued, or a packet that belongs to no operation (POST-2).
    if (!overlapped) return [];
    const [key, bytes] = [this.#number('packet key'), Number(this.#number('packet bytes'))];
    return [{ key, overlapped, bytes, failed: this.#failed }];
  }

  /**
   * What stands in an out-parameter; undefined for parameters that have nothing to do with packets.
   *
   * @param copies for each packet the copy that its OVERLAPPED is; null where it is none
   */
  out(index: number, copies: readonly (bigint | null)[] = []): Raw | undefined {
    const role = this.#prototype?.parameters[index]?.role;
    const value = this.#values[index];
    if (role === 'entries') {
      return this.#rawEntries(value).map((entry, at) => withOverlapped(entry, copies[at] ?? null));
    }
    const [copy = null] = copies;
    if (role === 'packet overlapped' && copy !== null) return [inHex(copy)];
    const size = role && NUMBERS[role];
    if (size === undefined || Array.isArray(value)) return undefined;
    const number = numberBehind(value, size, this.#memory);
    return number === null ? undefined : [size === 4 ? Number(number) : raw(number)];
  }

  /** The entries that a call has filled, where they are native memory; null where it has filled none there. */
  filled(): { address: bigint; length: number } | null {
    const address = this.#memory.addressOf(this.#values[positionOf(this.#prototype, 'entries')]);
    const length = this.#count() * ENTRY.size;
    return address === null || length === 0 ? null : { address, length };
  }

  #number(role: Role): bigint {
    const value = this.#values[positionOf(this.#prototype, role)];
    return numberBehind(value, NUMBERS[role] ?? 4, this.#memory) ?? 0n;
  }

  #count(): number {
    return this.#failed ? 0 : Number(this.#number('entries removed'));
  }

  #entries(): Packet[] {
    const entries = this.#values[positionOf(this.#prototype, 'entries')];
    if (Array.isArray(entries)) {
      return entries.slice(0, this.#count()).map((entry) => ({
        key: BigInt(entry?.lpCompletionKey ?? 0),
        overlapped: this.#memory.addressOf(entry?.lpOverlapped),
        bytes: Number(entry?.dwNumberOfBytesTransferred ?? 0),
        failed: isFailure(Number(BigInt.asUintN(32, BigInt(entry?.Internal ?? 0)))),
      }));
    }
    return this.#native(entries).map(({ key, overlapped, bytes, status }) => ({
      key,
      overlapped: overlapped || null,
      bytes,
      failed: isFailure(status),
    }));
  }

  #rawEntries(entries: unknown): Raw[] {
    if (Array.isArray(entries)) return entries.slice(0, this.#count()).map(raw);
    return this.#native(entries).map(({ key, overlapped, status, bytes }) => ({
      members: {
        lpCompletionKey: raw(key),
        lpOverlapped: raw(overlapped),
        Internal: status,
        dwNumberOfBytesTransferred: bytes,
      },
    }));
  }

  #native(entries: unknown) {
    const address = this.#memory.addressOf(entries);
    const count = this.#count();
    if (address === null || count === 0) return [];
    const memory = this.#memory.read(address, count * ENTRY.size);
    return Array.from({ length: count }, (_, index) => {
      const at = index * ENTRY.size;
      return {
        key: memory.readBigUInt64LE(at),
        overlapped: memory.readBigUInt64LE(at + ENTRY.overlapped),
        status: memory.readUInt32LE(at + ENTRY.status),
        bytes: memory.readUInt32LE(at + ENTRY.bytes),
      };
    });
  }
}

const inHex = (address: bigint): Raw => ({ hex: `0x${address.toString(16)}` });

function withOverlapped(entry: Raw, copy: bigint | null): Raw {
  if (copy === null || entry === null || typeof entry !== 'object' || !('members' in entry))
    return entry;
  return { members: { ...entry.members, lpOverlapped: inHex(copy) } };
}

/** Where in the array an entry's address of the OVERLAPPED stands. */
export const overlappedIn = (entry: number) => entry * ENTRY.size + ENTRY.overlapped;

/** Whether an NTSTATUS says that the operation failed (GQ-6). */
export const isFailure = (status: number) => status >= 0x8000_0000;
