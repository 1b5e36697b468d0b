/**
 * A preload that adds up the bytes of all JavaScript objects that a program makes, whether they are collected or not:
 * how far the heap has grown from one collection to the next. When the program ends it collects once more and writes
 * the sum and what is kept to stderr, as a line of JSON.
 */
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;
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
  made += last - before;
  collect();
  process.stderr.write(`${JSON.stringify({ made, kept: process.memoryUsage().heapUsed })}\n`);
});
