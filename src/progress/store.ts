import { NOTHING, type Progress, readProgress } from './progress.ts';

const KEY = 'iocp-workbook';

let known: Progress | null = null;
let isKept = true;
const listeners = new Set<() => void>();

/** What the browser has kept; nothing where it keeps nothing, does not let us look, or has something that is not ours. */
function kept(): Progress | null {
  try {
    return readProgress(localStorage.getItem(KEY) ?? '');
  } catch {
    return null;
  }
}

/** The reader’s progress. The same object until it changes. */
export function progress(): Progress {
  known ??= kept() ?? NOTHING;
  return known;
}

/** Whether the last change was kept; where it was not, it lasts as long as the page. */
export const wasKept = (): boolean => isKept;

/** Changes the progress and keeps it, on top of what another page of the book may have kept meanwhile. */
export function change(next: (before: Progress) => Progress): void {
  known = next((isKept ? kept() : null) ?? progress());
  try {
    localStorage.setItem(KEY, JSON.stringify(known));
    isKept = true;
  } catch {
    // Blocked or full: it still counts until the page is left.
    isKept = false;
  }
  for (const tell of listeners) tell();
}

/** Forgets everything. */
export function erase(): void {
  known = NOTHING;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Where nothing can be kept there is nothing to erase.
  }
  for (const tell of listeners) tell();
}

function onStorage({ key }: StorageEvent): void {
  if (key !== null && key !== KEY) return;
  known = null;
  for (const tell of listeners) tell();
}

/** Hears of changes, those of other pages of the book included. */
export function subscribe(tell: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', onStorage);
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) removeEventListener('storage', onStorage);
  };
}
