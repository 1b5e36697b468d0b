/**
 * How a client of an echo server behaves. The first three want their bytes back, the
 * others are rude:
 *
 * - `polite` sends a message, waits for its echo, sends the next;
 * - `half-close` sends all messages at once, says that it will send no more, and then
 *   reads;
 * - `byte-by-byte` is polite, with a write for each byte;
 * - `reset` sends a message and resets the connection;
 * - `hang-up` resets it as soon as it stands;
 * - `vanish` sends a message, and is never heard of again: it reads nothing and
 *   closes nothing.
 */
export const MANNERS = [
  'polite',
  'half-close',
  'byte-by-byte',
  'reset',
  'hang-up',
  'vanish',
] as const;

export type Manners = (typeof MANNERS)[number];
