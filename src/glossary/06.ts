import type { Term } from './schema.ts';

/** The words that chapter 6 says first. */
export const terms: readonly Term[] = [
  {
    id: 'notification-mode',
    words: ['notification mode', 'notification modes'],
    text: 'What a handle was told about reporting: whether the end of an operation queues a packet, and whether it signals the handle. Set with `SetFileCompletionNotificationModes`, for good.',
    facts: ['SKIP-1', 'SKIP-4'],
  },
  {
    id: 'skip-on-success',
    words: ['skip-on-success'],
    text: 'The notification mode in which an operation that succeeds without pending queues no packet.',
    facts: ['SKIP-1', 'SKIP-2'],
  },
];
