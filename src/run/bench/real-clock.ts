/** A preload for programs on the simulated Windows: `performance.now()` tells real time again, and not the machine’s. */
const { now } = Performance.prototype;
Object.defineProperty(performance, 'now', { value: () => now.call(performance) });
