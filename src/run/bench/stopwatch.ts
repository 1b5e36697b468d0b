/**
 * A preload that measures a run without the start of Node: from before the program’s own modules are loaded until it
 * ends, in real time also on the simulated Windows. When the program ends it writes the seconds to stderr, as a line of JSON.
 */
const real = () => Performance.prototype.now.call(performance);
const begun = real();

process.on('exit', () =>
  process.stderr.write(`${JSON.stringify({ seconds: (real() - begun) / 1000 })}\n`),
);
