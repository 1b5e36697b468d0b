/**
 * A program for Wine and for the simulated Windows alike: reads sequences of calls from a file, makes them, and prints
 * what came of them, a sequence a line. `interpreter.ts FILE MILLISECONDS`; so long it sleeps after each call.
 */
import { readFile } from 'node:fs/promises';
import {
  attempt,
  CancelIo,
  CancelIoEx,
  CloseHandle,
  CreateEventW,
  CreateIoCompletionPort,
  closesocket,
  dequeue,
  dequeueMany,
  dword,
  GetOverlappedResult,
  memory,
  Overlapped,
  PostQueuedCompletionStatus,
  ReadFile,
  SetFileCompletionNotificationModes,
  SleepEx,
  send,
  shutdown,
  startReceive,
  WaitForSingleObject,
  WriteFile,
  WSARecv,
  WSASend,
} from '../../../facts/win32/index.ts';
import type { PacketSeen, Seen, Step, StepSeen } from './steps.ts';
import {
  freed,
  NO_HANDLE,
  type Operation,
  plain,
  promptPair,
  room,
  World,
  wsabufs,
} from './world.ts';

const [file = '', sleep = '0'] = process.argv.slice(2);

/*
 * When a call has consequences that come later, they have come when a byte that was sent after it has arrived: the
 * network and the kernel do one thing after the other. The simulated Windows has disks as well, which it gives time.
 */
const { ours, peer } = promptPair();
const arrived = CreateEventW(null, 1, 0, null) ?? 0n;
const fence = { into: memory(1), overlapped: new Overlapped('fence') };
fence.overlapped.event = arrived;

function settle(): void {
  startReceive(ours, fence.into, fence.overlapped);
  send(peer, fence.into.bytes, 1, 0);
  if (WaitForSingleObject(arrived, 10_000) !== 0) throw new Error('The fence did not arrive.');
  if (sleep !== '0') SleepEx(Number(sleep), 0);
}

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length];

const nameOf = (overlapped: string) => (/^0xCCCC/.test(overlapped) ? 'untouched' : overlapped);

function take(port: bigint): { call: Seen; packet: PacketSeen | null } {
  const { returned, error, bytes, key, overlapped } = dequeue(port);
  const call = { returned, error, bytes, key, overlapped: nameOf(overlapped) };
  return { call, packet: overlapped === 'NULL' && returned === 0 ? null : call };
}

/** All packets of the ports that are open, of one port after the other. */
function takeAll({ ports }: World): PacketSeen[] {
  const packets: PacketSeen[] = [];
  for (const { value, open } of ports) {
    if (!open) continue;
    for (let next = take(value).packet; next !== null; next = take(value).packet) {
      packets.push(next);
    }
  }
  return packets;
}

/** Starts an operation; with an out-parameter for its count if asked for. */
function start(
  counts: boolean,
  call: (count: bigint | null) => number,
  flags: Buffer | null = null,
): Seen {
  const count = counts ? memory(4) : null;
  const { returned, error } = attempt(() => call(count?.address ?? null));
  const out = count === null ? {} : { count: dword(count.bytes) };
  if (count !== null) freed(count.address);
  return { returned, error, ...out, ...(flags === null ? {} : { flags: flags.readUInt32LE() }) };
}

/** The call of a step that starts an operation. */
function begin(
  world: World,
  step: Extract<Step, { do: 'receive' | 'send' | 'read' | 'write' }>,
): Seen | null {
  const handle = pick(world.handles, step.handle);
  if (handle === undefined) return null;
  const value = handle.open ? handle.value : NO_HANDLE;
  const isInto = step.do === 'receive' || step.do === 'read';
  const sizes =
    step.do === 'receive' ? step.sizes : [step.do === 'read' ? step.size : step.text.length];
  const spans = sizes.map(room);
  if (!isInto) spans[0]?.bytes.write(step.text);
  const offset = 'offset' in step && handle.kind === 'file' ? step.offset : 0;
  const operation: Operation = world.operation(
    handle,
    step.event,
    offset,
    isInto ? spans.map(({ bytes }) => bytes) : [],
  );
  const { address } = operation.overlapped;
  const [first] = spans;
  switch (step.do) {
    case 'receive': {
      const flags = Buffer.alloc(4);
      return start(
        step.counts,
        (count) => WSARecv(value, wsabufs(spans), spans.length, count, flags, address, null),
        flags,
      );
    }
    case 'send':
      return start(step.counts, (count) =>
        WSASend(value, wsabufs(spans), 1, count, 0, address, null),
      );
    case 'read':
      return start(step.counts, (count) =>
        ReadFile(value, first?.address ?? null, step.size, count, address),
      );
    default:
      return start(step.counts, (count) =>
        WriteFile(value, first?.address ?? null, step.text.length, count, address),
      );
  }
}

/** Makes the call of a step; null when there is nothing to make it with. */
function act(world: World, step: Step): Seen | null {
  const seen = (call: () => unknown): Seen => {
    const { returned, error } = attempt(call);
    return { returned: plain(returned), error };
  };
  const handle = 'handle' in step ? pick(world.handles, step.handle) : undefined;
  const port = 'port' in step ? pick(world.ports, step.port) : undefined;
  if (('handle' in step && !handle) || ('port' in step && !port)) return null;
  const value = handle?.open ? handle.value : NO_HANDLE;
  const portValue = port?.open ? port.value : NO_HANDLE;
  switch (step.do) {
    case 'associate': {
      const { returned, error } = attempt(() =>
        CreateIoCompletionPort(value, portValue, step.key, 0),
      );
      return { returned: returned === portValue ? 'the port' : plain(returned), error };
    }
    case 'skip':
      return seen(() => SetFileCompletionNotificationModes(value, step.flags));
    case 'receive':
    case 'send':
    case 'read':
    case 'write':
      return begin(world, step);
    case 'cancel': {
      const of = step.operation === null ? null : pick(world.operations, step.operation);
      if (of === undefined) return null;
      return seen(() => CancelIoEx(value, of?.overlapped.address ?? null));
    }
    case 'cancel mine':
      return seen(() => CancelIo(value));
    case 'post':
      return seen(() =>
        PostQueuedCompletionStatus(portValue, step.bytes, step.key, BigInt(step.overlapped)),
      );
    case 'dequeue':
      return take(portValue).call;
    case 'dequeue many': {
      const { returned, error, removed, entries } = dequeueMany(portValue, step.count);
      // EX-3: without a packet the number is 0 or 1.
      return { returned, error, ...(returned === 0 ? {} : { removed }), entries };
    }
    case 'result': {
      const of = pick(world.operations, step.operation);
      if (of === undefined) return null;
      const bytes = memory(4);
      const { address } = of.overlapped;
      const file = of.handle.open ? of.handle.value : NO_HANDLE;
      const call = seen(() => GetOverlappedResult(file, address, bytes.address, 0));
      const count = dword(bytes.bytes);
      freed(bytes.address);
      return { ...call, count };
    }
    case 'shutdown':
      return seen(() => shutdown(value, 1));
    case 'close':
      if (!handle?.open) return null;
      handle.open = false;
      return seen(() =>
        handle.kind === 'socket' ? closesocket(handle.value) : CloseHandle(handle.value),
      );
    case 'close port':
      if (!port?.open) return null;
      port.open = false;
      return seen(() => CloseHandle(port.value));
    default:
      return null;
  }
}

/**
 * Steps after which packets of several operations may come at once, in any order: of a send and of the receive that it
 * feeds, too, which are operations of two sockets.
 */
const ENDS_MANY = new Set<Step['do']>(['cancel', 'cancel mine', 'close', 'send', 'shutdown']);

function run(steps: readonly Step[]): StepSeen[] {
  const world = new World();
  const seen = steps.map((step): StepSeen => {
    const call = world.make(step) ? {} : act(world, step);
    settle();
    // First what the operations' memory holds before their packets are dequeued.
    const memory = world.changes();
    if (!ENDS_MANY.has(step.do)) return { call, memory };
    return { call, memory, packets: takeAll(world) };
  });
  settle();
  seen.push({ call: {}, packets: takeAll(world), memory: world.changes() });
  world.end();
  return seen;
}

for (const steps of JSON.parse(await readFile(file, 'utf8')) as Step[][]) {
  console.log(JSON.stringify(run(steps)));
}
