import * as v from 'valibot';
import { TRACE_FORMAT, Trace } from './schema.ts';

/** A recording that cannot be used. The message is a sentence that names the recording and what is wrong. */
export class BrokenTrace extends Error {
  override readonly name = 'BrokenTrace';
}

/**
 * Reads a trace from the text of a recording.
 *
 * @param text the file's content
 * @param name what to call it in errors, usually its path
 * @throws BrokenTrace when it is not JSON, not this format, or breaks the schema
 */
export function readTrace(text: string, name: string): Trace {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    const why =
      text.trim() === '' ? 'it is empty' : `it is not whole JSON (${(cause as Error).message})`;
    throw new BrokenTrace(`${name} cannot be read: ${why}. Record it again.`, { cause });
  }
  const format = (data as { format?: unknown } | null)?.format;
  if (format !== TRACE_FORMAT) {
    throw new BrokenTrace(
      `${name} says its format is ${JSON.stringify(format)}; this workbook reads ${TRACE_FORMAT}. Record it again.`,
    );
  }
  const result = v.safeParse(Trace, data);
  if (!result.success) {
    const issue = result.issues[0];
    const where = v.getDotPath(issue) ?? 'the top';
    throw new BrokenTrace(
      `${name} breaks ${TRACE_FORMAT} at ${where}: ${issue.message}. Record it again.`,
    );
  }
  return result.output;
}
