import {
  CreateEventW,
  GetCurrentThread,
  GetModuleHandleW,
  GetProcAddress,
  QueueUserAPC,
  WaitForSingleObject,
} from './kernel32.ts';

/** A user APC that waits for its thread to become alertable. */
export class Apc {
  readonly #event = CreateEventW(null, 1, 0, null);

  /** Queues it to the thread that calls. Its function is Windows’ own SetEvent, on an event that tells whether it ran. */
  constructor() {
    const setEvent = GetProcAddress(GetModuleHandleW('kernel32.dll'), 'SetEvent');
    const queued = QueueUserAPC(setEvent, GetCurrentThread(), this.#event ?? 0n);
    if (queued === 0) throw new Error('QueueUserAPC queued no APC.');
  }

  get ran(): boolean {
    return WaitForSingleObject(this.#event, 0) === 0;
  }
}
