import type { Blocking, Thread } from '../../kernel/thread.ts';
import { type Connection, listen } from './connection.ts';
import { pause } from './peer-process.ts';

const encoder = new TextEncoder();
const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Answers `wait 3` with a line after three steps, and closes the connection. */
export function delayServer(thread: Thread, step: number, ready: (port: number) => void) {
  return listen(thread, ready, function* (connection: Connection, server: Thread): Blocking<void> {
    let asked = '';
    while (!asked.includes('\n')) {
      const bytes = yield* connection.receive();
      if (bytes === null) return;
      asked += latin1(bytes);
    }
    const steps = Number(/^wait (\d+)\n/.exec(asked)?.[1]);
    if (Number.isNaN(steps)) {
      connection.send(encoder.encode('I understand "wait" and a number, not this.\n'));
    } else {
      yield* pause(server, Math.max(1, steps * step));
      const words = `You waited ${steps} ${steps === 1 ? 'step' : 'steps'} for this.\n`;
      connection.send(encoder.encode(words));
    }
    connection.end();
    // Node's end() keeps the socket until the other end has closed as well.
    while ((yield* connection.receive()) !== null);
  });
}

/** Sends back whatever it is sent. */
export function echoServer(thread: Thread, ready: (port: number) => void) {
  return listen(thread, ready, function* (connection: Connection): Blocking<void> {
    for (;;) {
      const bytes = yield* connection.receive();
      if (bytes === null) break;
      connection.send(bytes);
    }
    connection.end();
  });
}
