import { type Prototype, positionOf, type Role } from '../../abi/prototypes/index.ts';
import type { Raw } from './lines.ts';
import { type Memory, numberBehind } from './memory.ts';
import { raw } from './raw.ts';

/** Bytes of an OVERLAPPED_ENTRY on 64-bit Windows. */
const ENTRY = { size: 32, overlapped: 8, status: 16, bytes: 24 };

/** A packet that a call has dequeued. */
export interface Packet {
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
    return [{ overlapped, bytes: Number(this.#number('packet bytes')), failed: this.#failed }];
  }

  /** What stands in an out-parameter; undefined for parameters that have nothing to do with packets. */
  out(index: number): Raw | undefined {
    const role = this.#prototype?.parameters[index]?.role;
    const value = this.#values[index];
    if (role === 'entries') return this.#rawEntries(value);
    const size = role && NUMBERS[role];
    if (size === undefined || Array.isArray(value)) return undefined;
    const number = numberBehind(value, size, this.#memory);
    return number === null ? undefined : [size === 4 ? Number(number) : raw(number)];
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
        overlapped: this.#memory.addressOf(entry?.lpOverlapped),
        bytes: Number(entry?.dwNumberOfBytesTransferred ?? 0),
        failed: isFailure(Number(BigInt.asUintN(32, BigInt(entry?.Internal ?? 0)))),
      }));
    }
    return this.#native(entries).map(({ overlapped, bytes, status }) => ({
      overlapped: overlapped || null,
      bytes,
      failed: isFailure(status),
    }));
  }

  #rawEntries(entries: unknown): Raw {
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

/** Whether an NTSTATUS says that the operation failed (GQ-6). */
export const isFailure = (status: number) => status >= 0x8000_0000;
