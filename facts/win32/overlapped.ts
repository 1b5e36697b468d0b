import { hex, type Memory, memory, qword, UNTOUCHED } from './observe.ts';

const names = new Map<bigint, string>();

/**
 * An OVERLAPPED in native memory, with a name by which packets are told apart. Internal and InternalHigh hold 0xCC
 * until somebody writes them, the offset and the event are 0.
 */
export class Overlapped {
  readonly address: bigint;
  readonly bytes: Buffer;

  constructor(name: string) {
    const { address, bytes }: Memory = memory(32);
    this.address = address;
    this.bytes = bytes;
    this.offset = 0;
    this.event = 0n;
    names.set(address, name);
  }

  /** Internal's low 4 bytes, the NTSTATUS, such as `0x00000103`; or "untouched". */
  get status(): string {
    const value = this.bytes.readUInt32LE(0);
    return value === 0xcccc_cccc ? UNTOUCHED : hex(value);
  }

  /** All 8 bytes of Internal. */
  get internal(): string {
    return hex(this.bytes.readBigUInt64LE(0), 16);
  }

  /** InternalHigh, the byte count; or "untouched". */
  get transferred(): number | string {
    return qword(this.bytes, 8);
  }

  get offset(): number {
    return this.bytes.readUInt32LE(16);
  }

  set offset(value: number) {
    this.bytes.writeBigUInt64LE(BigInt(value), 16);
  }

  /** hEvent, as a number. */
  set event(handle: bigint) {
    this.bytes.writeBigUInt64LE(handle, 24);
  }
}

/** The name of the OVERLAPPED at an address; `NULL`, "untouched", or the number where nothing of ours is. */
export function overlappedAt(address: bigint): string {
  if (address === 0n) return 'NULL';
  if (address === 0xcccc_cccc_cccc_ccccn) return UNTOUCHED;
  return names.get(address) ?? hex(address);
}
