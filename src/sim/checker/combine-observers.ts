import type { Observer } from '../kernel/observer.ts';

type Hook = keyof Observer;

const HOOKS: Record<Hook, true> = {
  started: true,
  refused: true,
  completed: true,
  reported: true,
  queued: true,
  dequeued: true,
  dropped: true,
  scheduled: true,
  opened: true,
  closed: true,
  writing: true,
  wrote: true,
  missed: true,
};

/** One observer that tells several, in their order; what none of them wants to know is not asked for. */
export function combineObservers(...observers: readonly Observer[]): Observer {
  if (observers.length === 1) return observers[0] as Observer;
  const combined: Record<string, unknown> = {};
  for (const hook of Object.keys(HOOKS) as Hook[]) {
    const told = observers.filter((observer) => observer[hook] !== undefined);
    if (told.length === 0) continue;
    combined[hook] = (...values: unknown[]) => {
      for (const observer of told) {
        const hear = observer[hook] as (...values: unknown[]) => void;
        hear.apply(observer, values);
      }
    };
  }
  return combined as Observer;
}
