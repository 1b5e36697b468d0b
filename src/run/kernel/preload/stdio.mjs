/**
 * Under Wine, node.exe does not recognise a pipe as its standard output and its `process.stdout` throws. Writing
 * to the descriptor itself works, so a stream that does just that takes its place. Where the streams work,
 * nothing is touched.
 */
import fs from 'node:fs';
import { Writable } from 'node:stream';

/**
 * @param {'stdin' | 'stdout' | 'stderr'} name
 * @returns {boolean}
 */
function works(name) {
  try {
    return process[name] !== undefined;
  } catch {
    return false;
  }
}

/**
 * Writes all of `bytes`, or until nobody reads any more.
 * @param {number} descriptor
 * @param {Buffer} bytes
 */
function writeAll(descriptor, bytes) {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(descriptor, rest));
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EPIPE' || code === 'EOF') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/**
 * @param {'stdout' | 'stderr'} name
 * @param {number} descriptor
 */
function replace(name, descriptor) {
  const stream = new Writable({
    highWaterMark: 0,
    decodeStrings: true,
    write(chunk, _encoding, done) {
      writeAll(descriptor, chunk);
      done();
    },
  });
  Object.assign(stream, { fd: descriptor, isTTY: false });
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => stream,
  });
}

if (!works('stdout')) replace('stdout', 1);
if (!works('stderr')) replace('stderr', 2);
if (!works('stdin')) {
  /** @type {fs.ReadStream | undefined} */
  let stream;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get() {
      stream ??= fs.createReadStream('', { fd: 0, autoClose: false });
      return stream;
    },
  });
}
