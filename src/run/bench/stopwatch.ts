/**
 * A preload that measures a run without the start of Node, in real time also on the simulated Windows. When the program ends it
 * writes a line of JSON to stderr: the seconds since before its own modules were loaded, those since Node was ready to load
 * anything, and those that processors were busy with the whole process.
 */
import { performance } from 'node:perf_hooks';

const real = () => Performance.prototype.now.call(performance);
const { bootstrapComplete } = performance.nodeTiming;
const begun = real();

process.on('exit', () => {
  const now = real();
  const { user, system } = process.cpuUsage();
  const times = {
    own: (now - begun) / 1000,
    loaded: (now - bootstrapComplete) / 1000,
    busy: (user + system) / 1e6,
  };
  process.stderr.write(`${JSON.stringify(times)}\n`);
});
