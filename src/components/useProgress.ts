import { useSyncExternalStore } from 'react';
import type { Progress } from '../progress/progress.ts';
import { progress, subscribe } from '../progress/store.ts';

/** The reader’s progress; null where the page is rendered ahead, and until its scripts run. */
export const useProgress = (): Progress | null =>
  useSyncExternalStore<Progress | null>(subscribe, progress, () => null);
