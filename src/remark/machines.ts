import type { LedgerCard, MachineProps } from '../components/Machine/Machine.tsx';
import { ownerAt } from '../trace/replay/memory.ts';
import type { Model } from '../trace/replay/model.ts';
import { replayed } from './replays.ts';

/** The runs that the pictures are taken from. */
const PORT = { example: '01-port-is-a-queue', scene: 'main', kernel: 'sim' } as const;
const LEDGER = { example: '07-five-slow-answers', scene: 'main', kernel: 'wine' } as const;

/**
 * What `<Machine>` is given.
 *
 * @throws Error when there is no such picture, or its run is not what it was
 */
export function machineProps(root: string, of: string): MachineProps {
  switch (of) {
    case 'port':
      return { of, run: 'chapter 1’s first run', packets: queuedIn(replayed(root, PORT).model) };
    case 'ledger':
      return { of, run: 'chapter 7’s first receive', ...ledgerOf(replayed(root, LEDGER).model) };
    case 'loops':
      return { of };
    default:
      throw new Error(`<Machine> has of="${of}"; there are port, ledger and loops.`);
  }
}

/** The packets that are in the port when the first of them leaves. */
function queuedIn({ trace: { events } }: Model): Extract<MachineProps, { of: 'port' }>['packets'] {
  const first = events.findIndex(({ event }) => event === 'dequeued');
  const packets = events.slice(0, first).flatMap((event) =>
    event.event === 'queued'
      ? [
          {
            from: event.operation ?? 'posted',
            key: Number(event.key),
            bytes: event.bytes,
          },
        ]
      : [],
  );
  if (packets.length < 2) {
    throw new Error(`The run of ${PORT.example} has no moment with several packets in the port.`);
  }
  return packets.map((packet, at) => ({ place: at + 1, ...packet }));
}

/** The memory of the first operation before its submit, while it is under way, and after its packet was dequeued. */
function ledgerOf(model: Model): { moments: string[]; cards: LedgerCard[] } {
  const [operation] = model.operations;
  if (operation === undefined || operation.returned === null || operation.over === null) {
    throw new Error(
      `The run of ${LEDGER.example} has no operation that was submitted and dequeued.`,
    );
  }
  const frames = [operation.from - 1, operation.returned, operation.over];
  const lent = model.about[operation.from]?.blocks.filter((block) => model.hands.has(block)) ?? [];
  return {
    moments: ['before it is lent', 'lent', 'given back'],
    cards: lent.map((block) => ({
      block,
      type: model.blocks.get(block)?.type ?? '',
      owners: frames.map((frame) => ownerAt(model, block, 0, frame)),
    })),
  };
}
