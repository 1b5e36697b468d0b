/**
 * `iocp-trace/1`: one run of one program on one kernel, as data.
 *
 * Everything the book shows of a run (terminal, memory tables, ownership, comparison of kernels) is a view
 * of this. A view never learns which kernel a trace came from except through `kernel`.
 */
import * as v from 'valibot';

/** The name and version every trace starts with. A change of meaning changes the number. */
export const TRACE_FORMAT = 'iocp-trace/1';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hexBytes = v.pipe(
  v.string(),
  v.regex(/^(?:[0-9a-f]{2})*$/, 'bytes are written as pairs of lower-case hex digits'),
);
const hexNumber = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-f]+$/, 'a number this large is written as 0x…'),
);
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a hash is 64 hex digits'));

/** A block, a handle or a TCP port of this run by its symbolic id; `delta` bytes into it. */
const Reference = v.strictObject({ ref: v.string(), delta: v.optional(count) });

/** A whole number that JSON cannot carry exactly. */
const Large = v.strictObject({ hex: hexNumber });

export type Reference = v.InferOutput<typeof Reference>;
export type Large = v.InferOutput<typeof Large>;

/** One argument, return value or field. Structs are objects by member name, buffers of structs are arrays. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Reference
  | Large
  | Value[]
  | { [member: string]: Value };

const Value: v.GenericSchema<Value> = v.lazy(() =>
  v.union([
    v.null(),
    v.boolean(),
    v.number(),
    v.string(),
    Reference,
    Large,
    v.array(Value),
    v.record(v.string(), Value),
  ]),
);

/**
 * Bytes of a block. Where they hold a pointer, handle or TCP port that has a symbol, `relocations` says so:
 * the numbers differ from run to run, the symbols do not.
 */
const Bytes = v.strictObject({
  hex: hexBytes,
  relocations: v.array(
    v.strictObject({ offset: count, size: count, ref: v.string(), delta: v.optional(count) }),
  ),
});
export type Bytes = v.InferOutput<typeof Bytes>;

/** Where the program stood: a repository path, a line (from 1), and the step label of the region round it. */
const Place = v.strictObject({
  file: v.string(),
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  step: v.nullable(v.string()),
});
export type Place = v.InferOutput<typeof Place>;

const moment = {
  /** Microseconds since the first event, one clock for all threads. */
  t: count,
  /** 0 is the main thread, others are Workers. */
  thread: count,
};

/**
 * What no program can see: `completed`, `queued`, `dequeued` and `scheduled` are in traces of the simulated Windows, whose
 * kernel can be watched, and in none of a real kernel. They stand among the other events in the order in which they happened,
 * up to `exit`. Left out is what has no name in the trace: operations whose OVERLAPPED the tracer has not seen lent, calls
 * that wait themselves, other processes. Recordings of real kernels, and traces of before, are as they were, so the
 * format keeps its number.
 */
const shown = {
  t: count,
  /** Who started the operation, posted or dequeued the packet, or is scheduled; 0 is the main thread with Node's pool. */
  thread: count,
};

/** Which thread of Node's pool it is, from 1 in the order in which they appear; absent for threads that run JavaScript. */
const poolThread = { poolThread: v.optional(v.pipe(count, v.minValue(1))) };

/** A completion packet at its port. */
const packet = {
  port: v.string(),
  /** As `operationNames` gives it; null for a packet that was posted. */
  operation: v.nullable(v.string()),
  /** The call that started the operation; null for a packet that was posted. */
  call: v.nullable(count),
  /** The completion key. */
  key: Value,
  bytes: count,
};

/** P: the program may touch the memory. K: the kernel may (OV-9). */
export const Owner = v.picklist(['P', 'K']);
export type Owner = v.InferOutput<typeof Owner>;

const Event = v.variant('event', [
  v.strictObject({
    event: v.literal('begin'),
    ...moment,
    call: count,
    function: v.string(),
    arguments: v.record(v.string(), Value),
    at: v.nullable(Place),
  }),
  v.strictObject({
    event: v.literal('end'),
    ...moment,
    call: count,
    returned: Value,
    /** The thread's last error, read right after the call; null where the function does not set it. */
    lastError: v.nullable(count),
    /** What the call wrote through its out-parameters. */
    out: v.record(v.string(), Value),
  }),
  v.strictObject({
    event: v.literal('alloc'),
    ...moment,
    block: v.string(),
    at: v.nullable(Place),
  }),
  v.strictObject({ event: v.literal('free'), ...moment, block: v.string(), at: v.nullable(Place) }),
  v.strictObject({
    event: v.literal('observe'),
    ...moment,
    block: v.string(),
    offset: count,
    bytes: Bytes,
    writer: v.picklist(['program', 'kernel', 'unknown']),
    /** The call this was seen at, and on which side of it. */
    call: count,
    side: v.picklist(['begin', 'end']),
  }),
  v.strictObject({
    event: v.literal('owner'),
    ...moment,
    block: v.string(),
    /**
     * Which bytes of the block: a block may hold several operations and their data. They may reach beyond its end, as the
     * program said. Absent in older recordings: the whole block.
     */
    offset: v.optional(count),
    length: v.optional(count),
    owner: Owner,
    call: count,
    /**
     * `completed at once` and `observed` are ends without a packet: the call itself said that the operation is over, or
     * the program asked for its result (SKIP-1, EVT-2).
     */
    because: v.picklist([
      'submitted',
      'failed at once',
      'completed at once',
      'dequeued',
      'observed',
    ]),
  }),
  v.strictObject({
    event: v.literal('completed'),
    ...shown,
    /** Its name, as `operationNames` gives it. */
    operation: v.string(),
    /** The call that started it: a program may use one OVERLAPPED twice (OV-11). */
    call: count,
    /** NTSTATUS, unsigned. */
    status: count,
    bytes: count,
  }),
  v.strictObject({ event: v.literal('queued'), ...shown, ...packet }),
  v.strictObject({ event: v.literal('dequeued'), ...shown, ...poolThread, ...packet }),
  v.strictObject({
    event: v.literal('scheduled'),
    ...shown,
    ...poolThread,
    /** The completion port whose threads it belongs to, or did until now. */
    port: v.string(),
    /**
     * `released`: it waited at the port and was given a packet. `blocked`: it waits, for whatever, and does not count as
     * running. `resumed`: its wait ended without a packet; it runs, whatever the limit says (SCHED-4). `left`: it ended, or
     * went elsewhere (SCHED-7, SCHED-8). A thread that takes a packet without waiting, or looks and finds none, is not
     * scheduled: it counts as running when its dequeue returns.
     */
    what: v.picklist(['released', 'blocked', 'resumed', 'left']),
  }),
  v.strictObject({
    event: v.literal('report'),
    ...moment,
    misconception: v.string(),
    fact: v.string(),
    /** What happened, in whole sentences; traces of before have none. */
    sentence: v.optional(v.string()),
    at: v.nullable(Place),
    since: v.nullable(Place),
  }),
  v.strictObject({
    event: v.literal('print'),
    ...moment,
    stream: v.picklist(['stdout', 'stderr']),
    text: v.string(),
    at: v.nullable(Place),
  }),
  v.strictObject({
    event: v.literal('exit'),
    ...moment,
    how: v.picklist(['normal', 'fault', 'timeout', 'killed']),
    code: v.nullable(v.pipe(v.number(), v.integer())),
  }),
]);
export type Event = v.InferOutput<typeof Event>;
export type EventOf<Kind extends Event['event']> = Extract<Event, { event: Kind }>;

const StructType = v.strictObject({
  size: count,
  align: count,
  fields: v.array(
    v.strictObject({ path: v.string(), type: v.string(), offset: count, size: count }),
  ),
});
export type StructType = v.InferOutput<typeof StructType>;

const Block = v.strictObject({
  id: v.string(),
  /** Name of a type in `types`, or of a scalar. */
  type: v.string(),
  /** How many of that type, one behind the other. */
  count,
  size: count,
  /** Null where nobody came to know it: that of a copy, before a packet tells it. */
  address: v.nullable(hexNumber),
  /**
   * What it is, when it did not come from koffi.alloc; neither its beginning nor its end is an event then. `buffer`: bytes
   * of a Buffer that were lent. `copy`: koffi's of a JavaScript object, made for one call, at the address of the next
   * call's copy (FFI-8). What it holds at its submit are the object's values; whether a packet is its, the packet's key
   * says, and where several have that key, it is the kernel's until each of them has had one.
   */
  memory: v.optional(v.picklist(['buffer', 'copy'])),
});
export type Block = v.InferOutput<typeof Block>;

const SymbolEntry = v.strictObject({
  id: v.string(),
  kind: v.picklist(['completion port', 'socket', 'handle', 'tcp port']),
  value: hexNumber,
});
export type SymbolEntry = v.InferOutput<typeof SymbolEntry>;

/** The kernels a trace can come from. `linux` and `macos` are for the readiness appendix. */
export const KernelKind = v.picklist(['windows', 'wine', 'sim', 'linux', 'macos']);
export type KernelKind = v.InferOutput<typeof KernelKind>;

const Kernel = v.strictObject({
  kind: KernelKind,
  /** What a page prints, such as `Wine`. */
  product: v.string(),
  version: v.string(),
  /** The system it ran on. On Wine: the host. */
  os: v.string(),
  arch: v.string(),
  node: v.string(),
  koffi: v.string(),
  /** Of the simulated Windows: the number by which it decides what Windows leaves open. */
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});
export type Kernel = v.InferOutput<typeof Kernel>;

export const Trace = v.strictObject({
  format: v.literal(TRACE_FORMAT),
  program: v.strictObject({
    example: v.string(),
    scene: v.string(),
    /** Repository path of the file that was run. */
    main: v.string(),
    arguments: v.array(v.string()),
    /** Whether the order in which operations are dequeued is part of what the program promises. */
    order: v.picklist(['fixed', 'free']),
    /** Every file of the repository that the run loaded, as it was. */
    files: v.array(v.strictObject({ path: v.string(), sha256, text: v.string() })),
  }),
  kernel: Kernel,
  recorded: v.strictObject({
    at: v.pipe(v.string(), v.isoTimestamp()),
    /** The commit the tree stood on; null outside a git checkout. */
    commit: v.nullable(v.string()),
    /** True when tracked files differed from that commit; null outside a git checkout. */
    dirty: v.nullable(v.boolean()),
  }),
  types: v.record(v.string(), StructType),
  blocks: v.array(Block),
  /** Handles and TCP ports that have a symbolic id, with the number they had in this run. */
  symbols: v.array(SymbolEntry),
  events: v.array(Event),
});
export type Trace = v.InferOutput<typeof Trace>;
