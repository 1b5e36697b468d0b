import type { Model } from '../../trace/replay/model.ts';

/** A run that could not be shown. The message is a whole sentence. */
export class CannotReplay extends Error {
  override readonly name = 'CannotReplay';
}

/**
 * Fetches a gzipped trace and makes it ready to be stepped through.
 *
 * @throws CannotReplay when it cannot be had or read
 */
export async function loadModel(url: string): Promise<Model> {
  if (typeof DecompressionStream === 'undefined') {
    throw new CannotReplay(
      'This browser cannot unpack a recording (it has no DecompressionStream); the frames below and the page with all frames show the same run.',
    );
  }
  const [{ readTrace }, { modelOf }, response] = await Promise.all([
    import('../../trace/read.ts'),
    import('../../trace/replay/model.ts'),
    fetch(url).catch(() => null),
  ]);
  if (!response?.ok || response.body === null) {
    throw new CannotReplay(
      `The recording did not come (${response ? `the server says ${response.status}` : 'no answer'}); the frames below show what matters of it. Try again when you are online.`,
    );
  }
  const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
  const text = await new Response(unpacked).text().catch(() => null);
  if (text === null) {
    throw new CannotReplay(
      'The recording came damaged: it cannot be unpacked. Load the page anew.',
    );
  }
  return modelOf(readTrace(text, 'The recording'));
}
