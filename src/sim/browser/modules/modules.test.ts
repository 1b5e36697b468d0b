import nodeEvents from 'node:events';
import nodePath from 'node:path';
import nodeUrl from 'node:url';
import nodeUtil from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventEmitter, on, once } from './events.ts';
import { pathOf } from './path.ts';
import { fileURLToPath, pathToFileURL } from './url.ts';
import { util } from './util.ts';

const FOLDER = 'C:\\workbook\\examples';
const ours = pathOf(() => FOLDER);
const { win32 } = nodePath;

/** Paths of few different names, so that they meet, that begin at one of these places. */
const pathFrom = (...roots: string[]) =>
  fc
    .tuple(
      fc.constantFrom(...roots),
      fc.array(fc.constantFrom('a', 'A', 'b.ts', '.', '..', '.rc', 'x.y.z', '..c'), {
        maxLength: 4,
      }),
      fc.constantFrom('\\', '/', '\\\\'),
      fc.constantFrom('', '', '\\', '/'),
    )
    .map(
      ([root, names, between, end]) =>
        `${root}${names.join(between)}${names.length > 0 ? end : ''}`,
    );

const SHARE = '\\\\srv\\share\\';
const path = pathFrom('', '', 'C:', '\\', '/', 'C:\\', 'd:/', SHARE);
const whole = pathFrom('', '', '\\', '/', 'C:\\', 'c:/', 'd:/', SHARE);
const rest = pathFrom('', '\\', '/');

describe('node:path in a browser is that of Windows', () => {
  it.each(['normalize', 'isAbsolute', 'basename', 'extname', 'dirname'] as const)('%s', (name) => {
    fc.assert(
      fc.property(path, (each) => {
        expect(ours[name](each), each).toBe(win32[name](each));
      }),
      { numRuns: 2000 },
    );
  });

  it('join', () => {
    fc.assert(
      fc.property(path, fc.array(rest, { maxLength: 2 }), (first, others) => {
        expect(ours.join(first, ...others)).toBe(win32.join(first, ...others));
      }),
      { numRuns: 2000 },
    );
  });

  it('resolve and relative', () => {
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 3 }), whole, (paths, last) => {
        const [from, to] = [win32.resolve(FOLDER, ...paths), win32.resolve(FOLDER, last)];
        expect(ours.resolve(...paths)).toBe(from);
        expect(ours.relative(from, to)).toBe(win32.relative(from, to));
      }),
      { numRuns: 2000 },
    );
  });

  it('and takes nothing but text', () => {
    expect(() => ours.join('a', 1 as unknown as string)).toThrow(TypeError);
    expect(ours.basename('a.ts', '.ts')).toBe('a');
  });
});

describe('node:url in a browser is that of Windows', () => {
  it.each(['file:///C:/workbook/a%20b/%C3%BC.ts', 'file://srv/share/a.ts'])(
    'from %s and back',
    (address) => {
      const file = fileURLToPath(address);
      expect(file).toBe(nodeUrl.fileURLToPath(address, { windows: true }));
      expect(pathToFileURL(file).href).toBe(nodeUrl.pathToFileURL(file, { windows: true }).href);
    },
  );

  it.each(['https://a/b', 'file:///a/b', 'file:///C:/a%5cb'])('and refuses %s', (address) => {
    const code = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    };
    expect(code(() => fileURLToPath(address))).toBe(
      code(() => nodeUrl.fileURLToPath(address, { windows: true })),
    );
  });
});

describe('node:events in a browser does what Node’s does', () => {
  /** What happens to an emitter of either kind. */
  async function story(
    emitter: EventEmitter,
    { once, on }: Pick<typeof nodeEvents, 'once' | 'on'>,
  ): Promise<unknown[]> {
    const seen: unknown[] = [];
    const note = (...args: unknown[]) => void seen.push(args);
    const first = () => void seen.push('first');
    emitter.on('newListener', (name) => void seen.push(['new', name]));
    emitter.on('a', note).once('a', first).prependListener('a', first).on('a', note);
    seen.push(emitter.listenerCount('a'), emitter.eventNames(), emitter.emit('a', 1, 2));
    emitter.off('a', note);
    seen.push(emitter.emit('a', 3), emitter.listeners('a').length, emitter.emit('b'));
    try {
      emitter.emit('error', new Error('unheard'));
    } catch (error) {
      seen.push(String(error));
    }
    const real = emitter as unknown as nodeEvents;
    const next = once(real, 'c');
    const failed = once(real, 'c').catch(String);
    emitter.emit('c', 5);
    seen.push(await next, await failed);
    const broken = once(real, 'd').catch(String);
    emitter.emit('error', new Error('heard'));
    seen.push(await broken);
    const stop = new AbortController();
    const aborted = once(real, 'd', { signal: stop.signal }).catch(({ name, code }) => [
      name,
      code,
    ]);
    const each = on(real, 'e', { signal: stop.signal });
    emitter.emit('e', 6);
    emitter.emit('e', 7);
    seen.push(await each.next(), await each.next());
    const later = each.next();
    emitter.emit('e', 8);
    seen.push(await later);
    stop.abort();
    seen.push(await aborted, await each.next().catch(({ name }) => name), await each.next());
    seen.push(
      emitter.listenerCount('e'),
      emitter.listenerCount('d'),
      emitter.listenerCount('error'),
    );
    emitter.removeAllListeners();
    seen.push(emitter.eventNames());
    return seen;
  }

  it('from the first listener to the last', async () => {
    const own = await story(new EventEmitter(), { once, on } as unknown as typeof nodeEvents);
    const node = await story(new nodeEvents() as unknown as EventEmitter, nodeEvents);
    expect(own).toEqual(node);
  });
});

describe('node:util in a browser', () => {
  it('shows values as Node does', () => {
    const values = { a: [1, 2n, 'x', null], b: new Map([[1, { c: { d: { e: 1 } } }]]), f() {} };
    expect(util.inspect(values)).toBe(nodeUtil.inspect(values));
    expect(util.format('%s %d %o %%', 'a', 1n, [1], values)).toBe(
      nodeUtil.format('%s %d %o %%', 'a', 1n, [1], values),
    );
  });

  it('reads arguments as Node does', () => {
    const config = {
      args: ['--limit', '2', '-v', 'file'],
      options: { limit: { type: 'string', default: '1' }, v: { type: 'boolean', short: 'v' } },
      allowPositionals: true,
    } as const;
    const { values, positionals } = util.parseArgs(config);
    expect({ ...values }).toEqual({ ...nodeUtil.parseArgs(config).values });
    expect(positionals).toEqual(['file']);
    expect(() => util.parseArgs({ args: ['--no'] })).toThrow(
      expect.objectContaining({ code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' }),
    );
  });

  it('makes promises of callbacks', async () => {
    const half = util.promisify((n: number, done: (error: Error | null, half?: number) => void) =>
      n % 2 === 0 ? done(null, n / 2) : done(new Error(`${n} is odd`)),
    );
    await expect(half(4)).resolves.toBe(2);
    await expect(half(3)).rejects.toThrow('3 is odd');
  });
});
