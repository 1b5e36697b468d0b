import koffi from 'koffi';
import {
  AF_INET,
  addressOf,
  attempt,
  CloseHandle,
  CreateEventW,
  CreateFileW,
  closesocket,
  connect,
  connectedPair,
  createPort,
  FILE_FLAG_OVERLAPPED,
  GENERIC_READ,
  GENERIC_WRITE,
  IPPROTO_TCP,
  memory,
  OPEN_EXISTING,
  Overlapped,
  pipeServer,
  type Socket,
  setsockopt,
  temporaryFile,
  udpSocket,
  WaitForSingleObject,
  WriteFile,
} from '../../../facts/win32/index.ts';
import type { EventKind, MemorySeen, Step } from './steps.ts';

/** No process has so many handles that this is one. */
export const NO_HANDLE = 0x00ff_fff0n;

export interface Handle {
  value: bigint;
  kind: 'socket' | 'file';
  open: boolean;
}

/** An operation's memory: its OVERLAPPED, and what it receives into. */
export interface Operation {
  overlapped: Overlapped;
  handle: Handle;
  event: bigint | null;
  data: Buffer[];
  /** What of it was told last. */
  told: string;
}

const TCP_NODELAY = 1;

/**
 * A connected pair whose sockets hold nothing back. Nagle's algorithm keeps a small send until the one before it is
 * acknowledged, which a host may put off for some 40 ms: what a receive finds by then is a race.
 */
export function promptPair(): { ours: Socket; peer: Socket } {
  const pair = connectedPair();
  for (const socket of [pair.ours, pair.peer]) {
    if (setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, Buffer.from([1, 0, 0, 0]), 4) !== 0) {
      throw new Error('A socket did not take TCP_NODELAY.');
    }
  }
  return pair;
}

/** What a sequence has made so far. */
export class World {
  readonly ports: { value: bigint; open: boolean }[] = [];
  readonly handles: Handle[] = [];
  readonly operations: Operation[] = [];

  /** Makes what a step asks for. */
  make(step: Step): boolean {
    switch (step.do) {
      case 'port':
        this.ports.push({ value: createPort(step.limit), open: true });
        return true;
      case 'tcp': {
        const { ours, peer } = promptPair();
        this.#socket(ours, peer);
        return true;
      }
      case 'udp': {
        const [ours, peer] = [udpSocket(), udpSocket()];
        for (const [socket, other] of [
          [ours, peer],
          [peer, ours],
        ] as const) {
          const address = { ...addressOf(other), sin_family: AF_INET };
          if (connect(socket, address, 16) !== 0) throw new Error('A UDP socket did not connect.');
        }
        this.#socket(ours, peer);
        return true;
      }
      case 'pipe': {
        const { server, name } = pipeServer(step.kind);
        const access = GENERIC_READ | GENERIC_WRITE;
        const client = CreateFileW(
          name,
          access,
          0,
          null,
          OPEN_EXISTING,
          FILE_FLAG_OVERLAPPED,
          null,
        );
        this.#file(server, client ?? 0n);
        return true;
      }
      case 'file': {
        const file = temporaryFile();
        const over = new Overlapped('filling');
        over.event = CreateEventW(null, 1, 0, null) ?? 0n;
        const text = memory(10);
        text.bytes.write('0123456789');
        attempt(() => WriteFile(file, text.address, 10, null, over.address));
        if (WaitForSingleObject(over.bytes.readBigUInt64LE(24), 5000) !== 0) {
          throw new Error('The file was not filled.');
        }
        this.#file(file);
        return true;
      }
      default:
        return false;
    }
  }

  #socket(...sockets: Socket[]): void {
    for (const socket of sockets) {
      this.handles.push({ value: BigInt(socket), kind: 'socket', open: true });
    }
  }

  #file(...handles: bigint[]): void {
    for (const value of handles) this.handles.push({ value, kind: 'file', open: true });
  }

  /** The memory of the next operation. */
  operation(handle: Handle, event: EventKind, offset: number, data: Buffer[]): Operation {
    const overlapped = new Overlapped(`operation ${this.operations.length}`);
    const made = event === 'none' ? null : CreateEventW(null, 1, 1, null);
    overlapped.event = made === null ? 0n : made | (event === 'tagged' ? 1n : 0n);
    overlapped.offset = offset;
    const operation = { overlapped, handle, event: made, data, told: '' };
    this.operations.push(operation);
    return operation;
  }

  /** What has become of the operations' memory since this was asked last. */
  changes(): Record<string, MemorySeen> {
    const changed: Record<string, MemorySeen> = {};
    for (const [number, operation] of this.operations.entries()) {
      const { overlapped, event, data } = operation;
      const seen: MemorySeen = {
        internal: overlapped.bytes.toString('hex', 0, 8),
        internalHigh: overlapped.bytes.toString('hex', 8, 16),
        signalled: event === null ? null : WaitForSingleObject(event, 0) === 0,
        data: data.map((bytes) => bytes.toString('hex')).join(' '),
      };
      const text = JSON.stringify(seen);
      if (text !== operation.told) changed[number] = seen;
      operation.told = text;
    }
    return changed;
  }

  /** Closes what is open still. Memory is kept: who knows what is written yet. */
  end(): void {
    for (const { value, kind, open } of this.handles) {
      if (open) kind === 'socket' ? closesocket(value) : CloseHandle(value);
    }
    for (const { value, open } of this.ports) if (open) CloseHandle(value);
    for (const { event } of this.operations) if (event !== null) CloseHandle(event);
  }
}

/** A BOOL, a number or a handle, as it may be printed. */
export const plain = (value: unknown): number | string | null =>
  typeof value === 'bigint' ? `0x${value.toString(16)}` : (value as number | null);

/** An array of WSABUF for some memory. */
export function wsabufs(spans: readonly { address: bigint; bytes: Buffer }[]): Buffer {
  const array = Buffer.alloc(16 * Math.max(1, spans.length));
  for (const [at, { address, bytes }] of spans.entries()) {
    array.writeUInt32LE(bytes.length, 16 * at);
    array.writeBigUInt64LE(address, 16 * at + 8);
  }
  return array;
}

/** Memory of a size; of 0 as well, which koffi does not allocate. */
export function room(size: number): { address: bigint; bytes: Buffer } {
  const { address, bytes } = memory(Math.max(1, size));
  return { address, bytes: bytes.subarray(0, size) };
}

/** Frees nothing of an operation, whose memory the kernel may have; frees an out-parameter. */
export const freed = (address: bigint): void => koffi.free(address);
