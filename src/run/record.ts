import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BrokenNotes, type SeenRun, unlikeSymptom } from '../facts/broken.ts';
import { compareTraces } from '../trace/compare.ts';
import { staleFiles, stdoutOf } from '../trace/questions.ts';
import { BrokenTrace, readTrace } from '../trace/read.ts';
import type { Trace } from '../trace/schema.ts';
import { assemble, parseLines } from './assemble.ts';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { type Example, findExample, listExamples } from './examples.ts';
import { type Kernel, type Outcome, openKernel } from './kernel/index.mjs';
import { demandFits, type KernelName } from './kernel/kernels.mjs';
import { wineUrl } from './kernel/wine.mjs';
import { ended } from './kernel/words.mjs';
import { contentOf, gitState, repositoryPath, writeWhole } from './repository.ts';
import { brokenScenesOf, everySceneOf, havingScene, type Scene, scenesOf } from './scenes.ts';
import { several } from './several.ts';

/** How long a scene of a recording may take, in seconds. */
const SCENE_LIMIT = 60;

/** How many scenes run at a time: most of a scene is waiting. */
const AT_ONCE = 3;

const TRACER = fileURLToPath(new URL('tracer/tracer.ts', import.meta.url));

export interface Program {
  /** Absolute path of the main module. */
  file: string;
  args: readonly string[];
  example: string;
  scene: string;
  order: 'fixed' | 'free';
}

export interface TracedRun {
  timeoutSeconds: number;
  onStdout?: (bytes: Buffer) => void;
  onStderr?: (bytes: Buffer) => void;
  /** Absolute path of a module that stands in for `@iocp/peers`. */
  peers?: string;
  env?: Record<string, string>;
}

/** Runs a program with the tracer in front of koffi. However it ends, there is a trace up to that point. */
export async function trace(
  kernel: Kernel,
  program: Program,
  run: TracedRun,
): Promise<{ outcome: Outcome; trace: Trace }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-trace-'));
  try {
    const url = (file: string) =>
      kernel.kind === 'wine' ? wineUrl(file) : pathToFileURL(file).href;
    const rootUrl = url(`${ROOT}${path.sep}`);
    const outside = url(`${path.dirname(program.file)}${path.sep}`);
    const outcome = await kernel.run({
      file: program.file,
      args: program.args,
      cwd: path.dirname(program.file),
      imports: [TRACER],
      env: {
        ...run.env,
        IOCP_TRACE_FILE: kernel.hostPath(path.join(folder, 'lines')),
        IOCP_TRACE_ROOT: rootUrl,
        IOCP_TRACE_KERNEL: kernel.kind,
      },
      timeoutSeconds: run.timeoutSeconds,
      onStdout: run.onStdout ?? (() => {}),
      onStderr: run.onStderr ?? (() => {}),
      ...(run.peers === undefined ? {} : { peers: run.peers }),
    });
    const threads = fs.readdirSync(folder).map((name) => ({
      thread: Number(name.split('.').at(-1)),
      lines: parseLines(fs.readFileSync(path.join(folder, name), 'utf8')),
    }));
    const files = new Map<string, string>();
    const assembled = assemble(threads, {
      program: {
        example: program.example,
        scene: program.scene,
        main: repositoryPath(program.file),
        arguments: [...program.args],
        order: program.order,
      },
      kernel: { kind: kernel.kind, ...(await kernel.describe()) },
      recorded: { at: new Date().toISOString(), ...gitState() },
      ended: { how: outcome.how, code: outcome.code },
      reports: outcome.found?.reports ?? [],
      pathOf(seen) {
        const [base, folderOf] = seen.startsWith(rootUrl)
          ? [rootUrl, ROOT]
          : [outside, path.dirname(program.file)];
        const file = path.join(folderOf, decodeURIComponent(seen.slice(base.length)));
        const name = repositoryPath(file);
        files.set(name, file);
        return name;
      },
      contentOf: (name) => contentOf(files.get(name) ?? name),
    });
    return { outcome, trace: withoutRoot(assembled, [kernel.hostPath(ROOT), ROOT]) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A trace that does not tell where the repository lies: a path into it begins with `…` instead. */
export function withoutRoot(trace: Trace, roots: readonly string[]): Trace {
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return roots.reduce((text, root) => text.replaceAll(root, '…'), value);
    }
    if (Array.isArray(value)) return value.map(hide);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hide(inner)]));
  };
  return { ...trace, events: hide(trace.events) as Trace['events'] };
}

/** A trace as it stands in a file: an event, a block, a symbol a line, so that differences can be read. */
export function traceText(trace: Trace): string {
  const lines = (items: readonly unknown[]) =>
    items.length === 0
      ? '[]'
      : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const { blocks, symbols, events, ...rest } = trace;
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "blocks": ${lines(blocks)},\n  "symbols": ${lines(symbols)},\n  "events": ${lines(events)}\n}\n`;
}

/** `run --trace`: runs a program once and writes what happened to `out`. */
export async function runTraced(options: {
  file: string;
  args: readonly string[];
  kernel: Kernel;
  timeoutSeconds: number;
  out: string;
  onStdout: (bytes: Buffer) => void;
  onStderr: (bytes: Buffer) => void;
}): Promise<Outcome> {
  const example = path.basename(path.dirname(options.file));
  const program: Program = { ...options, example, scene: 'main', order: 'free' };
  const { outcome, trace: seen } = await trace(options.kernel, program, options);
  writeWhole(path.resolve(options.out), traceText(seen));
  return outcome;
}

/** Where the recording of a scene lies. */
export function recordingPath(
  example: Example,
  scene: string,
  kernel: string,
  folder = path.join(example.folder, 'recordings'),
): string {
  return path.join(folder, `${scene}.${kernel}.json`);
}

/**
 * The recording that lies there, null when there is none.
 *
 * @throws {BrokenTrace} when what lies there is no recording
 * @throws {Trouble} when it cannot be read at all
 */
function readRecording(file: string): Trace | null {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new Trouble(`${file} could not be read (${code}); make it a file that you may read.`);
  }
  return readTrace(text, repositoryPath(file));
}

/**
 * Where a run of the simulated Windows is not what is recorded, to the byte. Of another Node only the run's meaning has to be
 * the same: how often Node looks at the clock is its own affair.
 *
 * @returns nothing, or one sentence with the first line that differs
 */
export function differsInBytes(recorded: Trace, now: Trace): string[] {
  if (recorded.kernel.node !== now.kernel.node) return [];
  const linesOf = (trace: Trace) => {
    const { recorded: _, kernel, ...rest } = trace;
    return traceText({ ...rest, kernel: { ...kernel, os: '' }, recorded: NOWHERE }).split('\n');
  };
  const [before, after] = [linesOf(recorded), linesOf(now)];
  const at = before.findIndex((line, at) => line !== after[at]);
  if (at === -1 && before.length === after.length) return [];
  const [was, is] = [before, after].map((lines) => lines.at(at)?.trim() ?? 'nothing');
  return [
    `a run of the simulated Windows is the same each time, but line ${at + 1} was ${was} and is ${is}; if that is meant, record again with \`node iocp.mjs record --kernel sim\``,
  ];
}

/** Stands in for when and at which commit something was recorded. */
const NOWHERE = { at: new Date(0).toISOString(), commit: null, dirty: null };

/** Embedded files of a recording that the repository has otherwise now. */
export function staleIn(recording: Trace): string[] {
  return staleFiles(recording, (file) =>
    fs.existsSync(path.resolve(ROOT, file)) ? contentOf(file).sha256 : null,
  );
}

/**
 * `record`: runs scenes and keeps what happened, or with `check` holds what happens against what is kept.
 * A recording that says the same as the new run, and embeds the files as they are, is left as it is.
 *
 * @returns 0, or 1 when a check found a difference or a program did not end by itself
 */
export async function record(options: {
  examples: readonly string[];
  scene?: string | undefined;
  /** The broken programs with their right twins alone, or none of them. */
  broken?: boolean | undefined;
  kernel: KernelName;
  check: boolean;
  /** How often each scene is run, one run after the other. */
  repeat: number;
  /** Absolute path of a folder for the recordings, in place of the example's own. */
  folder?: string;
  say?: (line: string) => void;
}): Promise<number> {
  const say = options.say ?? ((line) => process.stdout.write(`${line}\n`));
  const examples =
    options.examples.length > 0
      ? options.examples.map(findExample)
      : listExamples().filter(({ kernels }) => kernels.includes(options.kernel));
  for (const { name, kernels } of examples) demandFits(name, kernels, options.kernel);
  const scenes =
    options.broken === undefined ? everySceneOf : options.broken ? brokenScenesOf : scenesOf;
  const work = havingScene(examples, options.scene).flatMap((example) =>
    scenes(example)
      .filter((scene) => options.scene === undefined || scene.name === options.scene)
      .map((scene) => ({ example, scene })),
  );
  const kernel = await openKernel(options.kernel, (line) => process.stderr.write(`${line}\n`));
  let bad = 0;
  const runs = async ({ example, scene }: (typeof work)[number]): Promise<string[]> => {
    const verdicts: string[] = [];
    for (let round = 0; round < options.repeat; round++) {
      const file = recordingPath(example, scene.name, kernel.kind, options.folder);
      const complaints = await recordScene(kernel, example, scene, file, options.check);
      if (complaints.length > 0) bad++;
      const verdict =
        complaints.length > 0
          ? [options.check ? 'differs:' : 'was not recorded:', ...complaints].join('\n  ')
          : options.check
            ? 'as recorded'
            : 'recorded';
      verdicts.push(`${repositoryPath(file)} ${verdict}`);
      if (complaints.length === 0 && !options.check && kernel.kind === 'windows' && scene.broken) {
        const kept = readRecording(file);
        const unlike = kept === null ? [] : unlikeSymptom(scene.broken.shows.windows, seenIn(kept));
        verdicts.push(...unlike.map((sentence) => `  otherwise than expected: ${sentence}`));
      }
    }
    return verdicts;
  };
  try {
    await several(work, AT_ONCE, runs, (_, verdicts) => {
      for (const verdict of verdicts) say(verdict);
    });
  } finally {
    await kernel.close();
  }
  return bad > 0 ? 1 : 0;
}

/** How a run differs from a recording of the same kernel: sentences. */
function differencesBetween(recorded: Trace, now: Trace): string[] {
  const differences = compareTraces(recorded, now);
  if (differences.length > 0 || now.kernel.kind !== 'sim') return differences;
  return differsInBytes(recorded, now);
}

/** Runs one scene once. What it returns are sentences about what is wrong. */
async function recordScene(
  kernel: Kernel,
  example: Example,
  scene: Scene,
  file: string,
  check: boolean,
): Promise<string[]> {
  let before: Trace | null = null;
  try {
    before = readRecording(file);
  } catch (error) {
    if (!(error instanceof BrokenTrace)) throw error;
    if (check) return [error.message];
  }
  const again = `\`node iocp.mjs record ${example.short}${kernel.kind === 'sim' ? ' --kernel sim' : ''}\``;
  if (check && !before) return [`there is no recording yet; make it with ${again}`];
  let stderr = '';
  const program: Program = {
    file: path.join(example.folder, scene.main),
    args: scene.arguments,
    example: example.name,
    scene: scene.name,
    order: scene.order,
  };
  const { outcome, trace: now } = await trace(kernel, program, {
    timeoutSeconds: scene.broken?.seconds ?? SCENE_LIMIT,
    onStderr: (bytes) => {
      stderr += bytes;
    },
  });
  const words = stderr.split('\n').filter((line) => line.trim() !== '');
  const stale = (before ? staleIn(before) : []).map(
    (path) => `${path} has changed since; if that is meant, record again with ${again}`,
  );
  if (scene.broken) {
    const unlike = unlikeStated(scene.broken, kernel.kind, now);
    // Only what is simulated goes wrong in the same way each time; not to the byte, where the collector decides when.
    const differences = before && kernel.kind === 'sim' ? compareTraces(before, now) : [];
    if (unlike.length > 0) {
      return [...unlike, ...(check ? stale : ['Nothing was written.']), ...words];
    }
    if (check) return [...stale, ...differences];
    const still = before !== null && unlikeStated(scene.broken, kernel.kind, before).length === 0;
    if (!still || stale.length > 0 || differences.length > 0) writeWhole(file, traceText(now));
    return [];
  }
  const endedWell = outcome.how === 'normal' && outcome.code === 0;
  const differences = before ? differencesBetween(before, now) : [];
  if (check) {
    return [...stale, ...differences, ...(differences.length > 0 && !endedWell ? words : [])];
  }
  if (!endedWell) {
    const end =
      outcome.how === 'timeout'
        ? `The program was still running after ${SCENE_LIMIT} s.`
        : (ended(outcome, SCENE_LIMIT).sentence ??
          `The program ended with exit code ${outcome.code}.`);
    return [`${end} Nothing was written.`, ...words];
  }
  if (before && stale.length === 0 && differences.length === 0) return [];
  writeWhole(file, traceText(now));
  return [];
}

/** What a recording says of how its run ended and what it printed. */
export function seenIn(recording: Trace): SeenRun {
  const exit = recording.events.findLast((event) => event.event === 'exit');
  return {
    how: exit?.how ?? 'broken off',
    code: exit?.code ?? null,
    stdout: stdoutOf(recording),
  };
}

/** What a broken program shows otherwise than is stated: sentences. Of Windows nothing is demanded, for nobody has seen it there yet. */
function unlikeStated({ shows }: BrokenNotes, kernel: Kernel['kind'], recording: Trace): string[] {
  if (kernel !== 'wine' && kernel !== 'sim') return [];
  const unlike = unlikeSymptom(shows[kernel], seenIn(recording));
  if (kernel === 'wine') return unlike;
  const stated = shows.sim.reports.map(({ belief }) => belief).join(', ');
  const reported = recording.events
    .flatMap((event) => (event.event === 'report' ? [event.misconception] : []))
    .join(', ');
  if (reported === stated) return unlike;
  return [
    ...unlike,
    `The checker should report ${stated || 'nothing'}, and reported ${reported || 'nothing'}.`,
  ];
}
