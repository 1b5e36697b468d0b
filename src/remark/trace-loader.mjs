import { gzipSync } from 'node:zlib';

/** The loader gets bytes, not text. */
export const raw = true;

/**
 * Packs a recording for the way to the reader, who unpacks it where it is wanted: hosts differ in what they pack
 * themselves, and in what they make of names that end with `.gz`.
 * @param {Buffer} source
 */
export default function traceLoader(source) {
  return gzipSync(source, { level: 9 });
}
