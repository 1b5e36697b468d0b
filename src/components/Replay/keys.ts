/** Whether a key of the player means something to an element itself. */
export const hasKeysOfItsOwn = (target: EventTarget, key: string): boolean =>
  target instanceof HTMLElement &&
  (target.matches('input, select, textarea') ||
    (key === ' ' && target.matches('button, a, summary')) ||
    // What scrolls sideways is scrolled by the arrows.
    (key.startsWith('Arrow') && target.scrollWidth > target.clientWidth + 1));
