import { format, inspect } from 'node-inspect-extracted';

type Print = (stream: 'stdout' | 'stderr', text: string) => void;

/** What `console` has on Windows that writes nowhere else, or needs more than text. */
const MISSING = ['table', 'profile', 'profileEnd', 'timeStamp', 'clear'];

/**
 * Node's `console`.
 *
 * @param now milliseconds on the program's clock
 */
export function consoleOf(print: Print, now: () => number): Record<string, unknown> {
  let indent = '';
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const say =
    (stream: 'stdout' | 'stderr') =>
    (...values: unknown[]): void => {
      const text = format(...values);
      print(stream, `${indent}${text.replaceAll('\n', `\n${indent}`)}\n`);
    };
  const [log, error] = [say('stdout'), say('stderr')];
  const group = (...values: unknown[]): void => {
    if (values.length > 0) log(...values);
    indent += '  ';
  };
  const elapsed = (label: string, values: unknown[]): boolean => {
    const start = timers.get(label);
    if (start === undefined) error(`Warning: No such label '${label}' for console.time()`);
    else log(`${label}: ${Number((now() - start).toFixed(3))}ms`, ...values);
    return start !== undefined;
  };
  return {
    log,
    info: log,
    debug: log,
    error,
    warn: error,
    trace(...values: unknown[]) {
      const { stack = '' } = new Error();
      error(`Trace: ${format(...values)}\n${stack.split('\n').slice(2).join('\n')}`);
    },
    assert(holds: unknown, ...values: unknown[]) {
      if (holds) return;
      if (values.length === 0) error('Assertion failed');
      else if (typeof values[0] === 'string') {
        error(`Assertion failed: ${values[0]}`, ...values.slice(1));
      } else error('Assertion failed:', ...values);
    },
    dir: (value: unknown, options?: object) =>
      log(inspect(value, { customInspect: false, ...options })),
    group,
    groupCollapsed: group,
    groupEnd() {
      indent = indent.slice(2);
    },
    count(label = 'default') {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      log(`${label}: ${count}`);
    },
    countReset: (label = 'default') => void counts.delete(label),
    time: (label = 'default') => void timers.set(label, now()),
    timeLog: (label = 'default', ...values: unknown[]) => void elapsed(label, values),
    timeEnd(label = 'default') {
      if (elapsed(label, [])) timers.delete(label);
    },
    ...Object.fromEntries(
      MISSING.map((name) => [
        name,
        () => {
          throw new Error(`console.${name} is not in the simulated Windows here; use console.log.`);
        },
      ]),
    ),
  };
}
