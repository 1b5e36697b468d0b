/**
 * A preload that adds up the bytes of all JavaScript objects that a program makes, collected since or not: how far the
 * heap has grown from one collection to the next. When the program ends it writes the sum to stderr, as a line of JSON.
 */
import v8 from 'node:v8';

const profiler = new v8.GCProfiler();
profiler.start();
let before = process.memoryUsage().heapUsed;

process.on('exit', () => {
  const last = process.memoryUsage().heapUsed;
  let made = 0;
  for (const { beforeGC, afterGC } of profiler.stop()?.statistics ?? []) {
    made += beforeGC.heapStatistics.usedHeapSize - before;
    before = afterGC.heapStatistics.usedHeapSize;
  }
  process.stderr.write(`${JSON.stringify({ made: made + last - before })}\n`);
});
