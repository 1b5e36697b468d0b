/** What a worker has and Node has not. A program that asks for it finds nothing, as in Node. */
const NOT_IN_NODE = [
  'postMessage',
  'close',
  'importScripts',
  'onmessage',
  'onmessageerror',
  'Worker',
  'SharedWorker',
  'XMLHttpRequest',
  'indexedDB',
  'caches',
  'location',
  'requestAnimationFrame',
  'cancelAnimationFrame',
];

/** What Node has and the simulated machine has not: it knows the world outside, or another clock. */
const REFUSED = ['fetch', 'WebSocket', 'EventSource', 'BroadcastChannel', 'MessageChannel'];

function set(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/**
 * Makes the worker's global object that of a program in Node. What the host needs of the worker it has to have taken before.
 *
 * @param noThreads what a program is told that wants memory for several threads where a browser gives none
 */
export function replaceGlobals(
  globals: Readonly<Record<string, unknown>>,
  clocks: { performanceNow(): number; timeOrigin: number },
  noThreads: string,
): void {
  for (const name of NOT_IN_NODE) set(name, undefined);
  for (const name of REFUSED) {
    set(name, function refused() {
      throw new Error(`${name} is not in the simulated Windows.`);
    });
  }
  for (const [name, value] of Object.entries(globals)) set(name, value);
  // Else every date would lead to the time outside.
  Date.prototype.constructor = Date;
  Object.defineProperties(performance, {
    now: { value: clocks.performanceNow },
    timeOrigin: { value: clocks.timeOrigin },
  });
  // A page that is not isolated from other origins has no memory for several threads.
  if (typeof SharedArrayBuffer === 'undefined') {
    set(
      'SharedArrayBuffer',
      class Missing {
        constructor() {
          throw new Error(noThreads);
        }
      },
    );
  }
}
