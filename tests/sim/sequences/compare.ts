import type { MemorySeen, PacketSeen, Step, StepSeen } from './steps.ts';

/** What differs between Wine and the simulated Windows at one step of a sequence, as a sentence. */
export interface Disagreement {
  step: number;
  sentence: string;
}

/** How two runs of a sequence compare. */
export interface Comparison {
  disagreements: Disagreement[];
  /** Facts by which a difference is explained, with how often. */
  explained: Map<string, number>;
}

const PENDING = '03010000cccccccc';
const UNTOUCHED = 'cccccccccccccccc';

/** The end of a receive whose peer has reset the connection (RECV-6). */
const RESET = { error: 64, internal: '0d0200c0cccccccc' };

/** The ends of a receive whose socket is closed (SCLOSE-1, SCLOSE-7): Wine has one, Windows any of the others. */
const CLOSED = {
  wine: { error: 676, internal: '0a000080cccccccc', status: '0x8000000A' },
  sim: [
    { error: 1236, internal: '410200c0cccccccc', status: '0xC0000241' },
    { error: 995, internal: '200100c0cccccccc', status: '0xC0000120' },
  ],
};

/** Compares what was seen of one sequence on both. */
export function compareRuns(
  steps: readonly Step[],
  wine: readonly StepSeen[],
  sim: readonly StepSeen[],
): Comparison {
  const disagreements: Disagreement[] = [];
  const explained = new Map<string, number>();
  const because = (fact: string): true => {
    explained.set(fact, (explained.get(fact) ?? 0) + 1);
    return true;
  };
  /** What the operations' memory holds now, and which of them pend as far as their OVERLAPPED says. */
  const state = { wine: new Map<string, MemorySeen>(), sim: new Map<string, MemorySeen>() };
  /** Operations whose packet the simulated Windows has given out. */
  const dequeued = new Set<string>();
  /** Operations that were told of as different already, and never were any: once is enough. */
  const told = new Set<string>();
  /** Operations on sockets that are none, which Wine marks as pending (OV-8). */
  const neverStarted = new Set<string>();

  for (let at = 0; at < Math.max(wine.length, sim.length); at++) {
    const [one, other] = [wine[at], sim[at]];
    const differ = (what: string, a: unknown, b: unknown) =>
      void disagreements.push({
        step: at,
        sentence: `${what}: ${JSON.stringify(a)} on Wine, ${JSON.stringify(b)} on the simulated Windows`,
      });
    if (one === undefined || other === undefined) {
      differ('the step', one, other);
      break;
    }
    for (const [number, memory] of Object.entries(one.memory)) state.wine.set(number, memory);
    for (const [number, memory] of Object.entries(other.memory)) state.sim.set(number, memory);
    const step = steps[at];
    const takeNote = (packets: readonly PacketSeen[]): void => {
      for (const { overlapped } of packets) {
        const number = /^operation (\d+)$/.exec(overlapped)?.[1];
        if (number !== undefined) dequeued.add(number);
      }
    };
    // What a step takes besides, it takes after it has looked at the memory; the end looks last.
    takeNote(step === undefined ? (other.packets ?? []) : packetsOf(other.call));

    /**
     * SCLOSE-8: a TCP socket was closed while a receive was pending on it. What its peer sees then is a reset on the
     * simulated Windows, and the end on Wine; after this step nothing that it does can be compared.
     */
    const endsInReset =
      step?.do === 'close' &&
      Object.values(one.memory).some(({ internal }) => internal === CLOSED.wine.internal) &&
      steps.some((made) => made.do === 'tcp');

    /** Nothing after this step can be compared. */
    let stops = endsInReset;

    /** OV-5: Wine writes the status at the end of the operation, Windows when its packet is dequeued. */
    const isUnwritten = (number: string): boolean => {
      const [onWine, onSim] = [state.wine.get(number), state.sim.get(number)];
      return (
        onSim?.internal === PENDING &&
        onSim.signalled === null &&
        onWine?.internal !== PENDING &&
        !dequeued.has(number)
      );
    };

    const [a, b] = [one.call, other.call];
    if (!same(a, b) && !isCallExplained()) differ(step?.do ?? 'the end', a, b);

    function isCallExplained(): boolean {
      if (a === null || b === null || step === undefined) return false;
      // A success leaves Winsock's last error as it was, or 0: the documentation asks nobody to look.
      if (same({ ...a, error: 0 }, { ...b, error: 0 }) && isLastErrorFree(step, a.error, b.error)) {
        return true;
      }
      if (step.do === 'read' || step.do === 'write') {
        // FILE-1: a file's operation may pend or succeed at once.
        const isStarted = (seen: typeof a) =>
          (seen?.returned === 0 && seen.error === 997) || seen?.returned === 1;
        return isStarted(a) && isStarted(b) && because('FILE-1');
      }
      if (step.do === 'result') {
        const number = String(step.operation % state.sim.size);
        if (neverStarted.has(number)) return a.error === 996 && because('OV-8');
        return b.error === 996 && isUnwritten(number) && because('OV-5');
      }
      // RECV-6: of a reset that comes behind the end, Wine makes another error.
      if (step.do === 'send' && a.error === 10054 && b.error === 10053) {
        stops = because('RECV-6');
        return true;
      }
      if (step.do === 'receive') {
        // RECV-16: of a datagram that is cut Wine writes no count.
        if (b.error === 10040 && same({ ...a, count: 0 }, { ...b, count: 0 })) {
          return a.count === 'untouched' && because('RECV-16');
        }
        // RECV-6: who has seen the end does not see the reset behind it on Wine, nor does a receive of nothing.
        if ((b.error === 10053 || b.error === 10054) && a.returned === 0) {
          stops = because('RECV-6');
          return true;
        }
      }
      // CANC-2: where nothing at all is pending, Wine says TRUE.
      if (step.do === 'cancel' && step.operation === null && b.error === 1168) {
        return a.returned === 1 && because('CANC-2');
      }
      return (
        isClosing(a as unknown as PacketSeen, b as unknown as PacketSeen) && because('SCLOSE-1')
      );
    }

    comparePackets(one, other);
    if (stops && !endsInReset) break;
    for (const number of new Set([...state.wine.keys(), ...state.sim.keys()])) {
      const [onWine, onSim] = [state.wine.get(number), state.sim.get(number)];
      if (same(onWine, onSim) || told.has(number)) continue;
      const isChanged = number in one.memory || number in other.memory;
      if (onWine && onSim) {
        const rest = { internal: '', internalHigh: '' };
        if (same({ ...onWine, ...rest }, { ...onSim, ...rest })) {
          if (isUnwritten(number)) {
            if (isChanged) because('OV-5');
            continue;
          }
          if (
            onWine.internalHigh === onSim.internalHigh &&
            onWine.internal === CLOSED.wine.internal &&
            CLOSED.sim.some(({ internal }) => internal === onSim.internal)
          ) {
            if (isChanged) because('SCLOSE-1');
            continue;
          }
        }
      }
      // OV-8: a call that fails at once leaves 0x103 behind; on Wine also where there is no such socket.
      if (a?.error === 10038 && onWine?.internal === PENDING && onSim?.internal === UNTOUCHED) {
        because('OV-8');
        told.add(number);
        neverStarted.add(number);
        continue;
      }
      if (endsInReset && onSim?.internal === RESET.internal) {
        because('SCLOSE-8');
        continue;
      }
      told.add(number);
      differ(`operation ${number} after ${step?.do ?? 'the end'}`, onWine, onSim);
    }

    function comparePackets(onWine: StepSeen, onSim: StepSeen): void {
      const left = [...(onSim.packets ?? [])];
      let moved = false;
      for (const packet of onWine.packets ?? []) {
        let found = left.findIndex((candidate) => same(candidate, packet));
        if (found < 0) {
          found = left.findIndex((candidate) => isClosing(packet, candidate));
          if (found >= 0) because('SCLOSE-1');
        }
        if (found < 0 && endsInReset) {
          found = left.findIndex(({ error }) => error === RESET.error);
          if (found >= 0) because('SCLOSE-8');
        }
        if (found < 0) differ('a packet', packet, left.length > 0 ? left : undefined);
        else {
          if (found > 0) moved = true;
          left.splice(found, 1);
        }
      }
      if (left.length > (onWine.packets ?? []).length) differ('packets', undefined, left);
      else if (onWine.packets?.length !== onSim.packets?.length) {
        differ('packets', onWine.packets, onSim.packets);
      }
      // Of packets that came before the call the order is sure, but then they are the same on both.
      if (moved) because('CANC-6');
    }
    takeNote(other.packets ?? []);
    if (disagreements.length > 0) break;
    if (stops) break;
  }
  return { disagreements, explained };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The packets that a dequeue took. */
function packetsOf(call: StepSeen['call']): PacketSeen[] {
  const entries = (call?.entries ?? []) as PacketSeen[];
  return call && 'overlapped' in call ? [call as unknown as PacketSeen] : entries;
}

/** Whether two packets, or dequeues of one or more, differ only in the error of a closed socket (SCLOSE-1). */
function isClosing(wine: PacketSeen, sim: PacketSeen): boolean {
  const map = (text: string, { error, status }: { error: number; status: string }) =>
    text
      .replaceAll(`"error":${error}`, '"error":"of a closed socket"')
      .replaceAll(`"status":"${status}"`, '"status":"of a closed socket"');
  const onWine = map(JSON.stringify(wine), CLOSED.wine);
  return (
    onWine.includes('of a closed socket') &&
    CLOSED.sim.some((reason) => map(JSON.stringify(sim), reason) === onWine)
  );
}

/** Whether the last error after a call says nothing: after a success it may be anything, but after a dequeue (GQ-3). */
function isLastErrorFree(step: Step, wine: unknown, sim: unknown): boolean {
  if (step.do === 'dequeue' || step.do === 'dequeue many') return false;
  return [wine, sim].every((error) => error === 'untouched' || error === 0);
}
