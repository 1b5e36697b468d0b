import { Machine } from '../kernel/machine.ts';
import { EventLoop } from './event-loop.ts';

/** An event loop on a machine of its own, in a test: run it to its end. */
export function testLoop(seed = 1) {
  const machine = new Machine({ seed });
  let ended: (how: string) => void = () => {};
  const loop = new EventLoop(machine, {
    turn: (run) => void setImmediate(run),
    isLoading: () => false,
    poll: () => {},
    idle: (how) => ended(how),
  });
  return {
    machine,
    loop,
    /** Runs what was begun until nothing is left to do; how that ended. */
    run: () =>
      new Promise<string>((resolve) => {
        ended = resolve;
        loop.start();
      }),
  };
}
