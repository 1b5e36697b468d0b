import type { Term } from './schema.ts';

/** The words that chapter 6 says first. */
export const terms: readonly Term[] = [
  {
    id: 'notification-mode',
    words: ['notification mode', 'notification modes'],
    text: 'What a handle was told, with `SetFileCompletionNotificationModes`, about how the end of its operations is made known. It holds for all operations of the handle. Told nothing, a handle with a port has a packet queued for each operation that has started.',
    facts: ['SKIP-1', 'SKIP-3', 'SKIP-4'],
  },
  {
    id: 'skip-on-success',
    words: ['skip-on-success'],
    text: 'The notification mode `FILE_SKIP_COMPLETION_PORT_ON_SUCCESS`: an operation that succeeds before its call returns queues no packet. What pends still queues one, however it ends.',
    facts: ['SKIP-1', 'SKIP-2'],
  },
];
