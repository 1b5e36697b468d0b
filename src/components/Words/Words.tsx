import type { ReactNode } from 'react';

/** Text with code in back-quotes. */
export function Words({ text }: { text: string }): ReactNode {
  return text.split(/(`[^`]+`)/).map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
    part.startsWith('`') ? <code key={at}>{part.slice(1, -1)}</code> : part,
  );
}
