import { type ComponentProps, type KeyboardEvent, useId, useRef, useState } from 'react';

/** Which tab an arrow, Home or End leads to; undefined for any other key. */
function tabAfter(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}

/** What each tab and each panel is given. `data-selected` is for the style: without scripts every panel is shown. */
export interface Tabs {
  tab(at: number): ComponentProps<'button'>;
  panel(at: number): ComponentProps<'div'> & { 'data-selected': boolean };
}

/**
 * Tabs as WAI-ARIA describes them: one stop of the Tab key, arrows, Home and End go round and choose.
 *
 * @param names one word for each tab, unique here; parts of the ids that tie a tab to its panel
 * @param first which one is chosen to begin with, from 0
 */
export function useTabs(names: readonly string[], first: number): Tabs {
  const [selected, select] = useState(first);
  const id = useId();
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = tabAfter(event.key, selected, names.length);
    if (next === undefined) return;
    event.preventDefault();
    select(next);
    buttons.current[next]?.focus();
  };
  return {
    tab: (at) => ({
      ref: (element) => {
        buttons.current[at] = element;
      },
      type: 'button',
      role: 'tab',
      id: `${id}-tab-${names[at]}`,
      'aria-controls': `${id}-panel-${names[at]}`,
      'aria-selected': at === selected,
      tabIndex: at === selected ? 0 : -1,
      onClick: () => select(at),
      onKeyDown,
    }),
    panel: (at) => ({
      role: 'tabpanel',
      id: `${id}-panel-${names[at]}`,
      'aria-labelledby': `${id}-tab-${names[at]}`,
      'data-selected': at === selected,
    }),
  };
}
