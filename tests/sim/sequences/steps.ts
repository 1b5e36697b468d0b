/** One call of a sequence, or the making of what calls need. Things are named by numbers, in the order of their making. */
export type Step =
  /** A completion port. */
  | { do: 'port'; limit: number }
  /** Two handles that are each other's ends. */
  | { do: 'tcp' }
  | { do: 'udp' }
  | { do: 'pipe'; kind: 'bytes' | 'messages' }
  /** A handle to a new file of ten bytes. */
  | { do: 'file' }
  | { do: 'associate'; handle: number; port: number; key: number }
  /** SetFileCompletionNotificationModes. */
  | { do: 'skip'; handle: number; flags: number }
  /** An operation with an OVERLAPPED: WSARecv and WSASend, or ReadFile and WriteFile. */
  | { do: 'receive'; handle: number; sizes: number[]; event: EventKind; counts: boolean }
  | { do: 'send'; handle: number; text: string; event: EventKind; counts: boolean }
  | { do: 'read'; handle: number; size: number; offset: number; event: EventKind; counts: boolean }
  | { do: 'write'; handle: number; text: string; offset: number; event: EventKind; counts: boolean }
  /** CancelIoEx, of one operation or of all. */
  | { do: 'cancel'; handle: number; operation: number | null }
  /** CancelIo. */
  | { do: 'cancel mine'; handle: number }
  | { do: 'post'; port: number; bytes: number; key: number; overlapped: number }
  /** GetQueuedCompletionStatus, and with Ex. */
  | { do: 'dequeue'; port: number }
  | { do: 'dequeue many'; port: number; count: number }
  /** GetOverlappedResult, which does not wait. */
  | { do: 'result'; operation: number }
  | { do: 'shutdown'; handle: number }
  | { do: 'close'; handle: number }
  | { do: 'close port'; port: number };

/** What hEvent holds: nothing, an event, or an event with its low bit set (EVT-2). */
export type EventKind = 'none' | 'event' | 'tagged';

/** What one call came to: what it returned, the last error after it, and its out-parameters. */
export interface Seen {
  returned?: number | string | null;
  error?: number | string;
  [out: string]: unknown;
}

/** A packet as a dequeue tells it; the status where it does. */
export interface PacketSeen {
  key: number | string;
  /** `operation 3`, or what was posted. */
  overlapped: string;
  bytes: number | string;
  status?: string;
  returned?: number;
  error?: number | string;
}

/** What an operation's memory holds, and whether its event is signalled. */
export interface MemorySeen {
  /** The 8 bytes of Internal and of InternalHigh, as they lie in memory. */
  internal: string;
  internalHigh: string;
  signalled: boolean | null;
  data: string;
}

/** What was seen of one step: null when there was nothing to do it with. */
export interface StepSeen {
  call: Seen | null;
  /** What the ports held, where the step took all: after a cancel or a close, whose packets come in any order (CANC-6). */
  packets?: PacketSeen[];
  /** Operations whose memory is no longer what it was, by their numbers. */
  memory: Record<string, MemorySeen>;
}
