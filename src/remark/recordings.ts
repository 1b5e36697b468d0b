import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DequeuesProps } from '../components/Dequeues/Dequeues.tsx';
import type { MemoryLayoutProps } from '../components/MemoryLayout/MemoryLayout.tsx';
import type { RecordedRun, RecordingProps } from '../components/Recording/Recording.tsx';
import {
  dequeuesOf,
  memoryOfOperation,
  provenanceOf,
  staleFiles,
  stdoutOf,
} from '../trace/questions.ts';
import { readTrace } from '../trace/read.ts';
import type { KernelKind, Trace } from '../trace/schema.ts';

/** The kernels a page shows side by side, the truth first, unless the example's package names others. */
export const shownKernels: readonly KernelKind[] = ['windows', 'wine', 'sim'];

/** Where not everybody can record again: a recording that is stale is shown all the same. */
const elsewhere: readonly KernelKind[] = ['windows', 'macos'];

/** A recording that a page may show. */
export interface Recorded {
  trace: Trace;
  /** Files of the repository that are not what they were when it was recorded. Only Windows and macOS may have any. */
  stale: string[];
}

/** Where the recording of a scene lies; a scene such as `broken/early-read` is a path of its own. */
export function recordingPath(example: string, scene: string, kernel: KernelKind): string {
  return `examples/${example}/recordings/${scene}.${kernel}.json`;
}

function textOf(root: string, file: string): string | null {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, 'utf8').replaceAll('\r\n', '\n') : null;
}

function sha256Of(root: string, file: string): string | null {
  const text = textOf(root, file);
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}

/**
 * Makes sure that a package in `examples/` has this scene.
 *
 * @returns the kernels that the package is for
 * @throws Error when it has not
 */
export function kernelsOf(root: string, example: string, scene: string): readonly KernelKind[] {
  const manifest = textOf(root, `examples/${example}/package.json`);
  if (manifest === null) throw new Error(`There is no example "${example}" in examples/.`);
  const { iocp } = JSON.parse(manifest) as {
    iocp?: { scenes?: Record<string, unknown>; kernels?: KernelKind[] };
  };
  const scenes = Object.keys(iocp?.scenes ?? {});
  const isBroken =
    scene.startsWith('broken/') && textOf(root, `examples/${example}/${scene}.ts`) !== null;
  if (!isBroken && !scenes.includes(scene)) {
    throw new Error(
      `The example ${example} has no scene "${scene}". Its package.json lists: ${scenes.join(', ')}.`,
    );
  }
  return iocp?.kernels ?? shownKernels;
}

const read = new Map<string, { text: string; trace: Trace }>();

/** A recording that is read and validated once for each state of its file. */
function traceOf(name: string, text: string): Trace {
  const known = read.get(name);
  if (known?.text === text) return known.trace;
  const trace = readTrace(text, name);
  read.set(name, { text, trace });
  return trace;
}

/**
 * The recording of a scene on a kernel; null where it is not yet recorded.
 *
 * @throws Error when it is broken or stale
 */
export function recordingOf(
  root: string,
  example: string,
  scene: string,
  kernel: KernelKind,
): Recorded | null {
  const name = recordingPath(example, scene, kernel);
  const text = textOf(root, name);
  if (text === null) return null;
  const trace = traceOf(name, text);
  const stale = staleFiles(trace, (file) => sha256Of(root, file));
  if (stale.length > 0 && !elsewhere.includes(kernel)) {
    const files = stale.join(' and ');
    throw new Error(
      `The recording ${name} is stale: ${files} changed after it was made. Record it again: node iocp.mjs record ${example} --scene ${scene} --kernel ${kernel}`,
    );
  }
  return { trace, stale };
}

/** How a run ended, when it did not end well; null when it did. */
function badEnd(trace: Trace): string | null {
  const exit = trace.events.findLast((event) => event.event === 'exit');
  if (exit === undefined) return 'The recording stops before the program ended.';
  if (exit.how === 'fault') return `The program died of a fault, code ${exit.code ?? 'unknown'}.`;
  if (exit.how === 'timeout') return 'The program did not end in its time and was stopped.';
  if (exit.how === 'killed') return 'The program was killed.';
  return exit.code === 0 ? null : `The program ended with exit code ${exit.code ?? 'unknown'}.`;
}

function run({ trace, stale }: Recorded): RecordedRun {
  return {
    output: stdoutOf(trace),
    end: badEnd(trace),
    provenance: provenanceOf(trace),
    stale: trace.program.files
      .filter((file) => stale.includes(file.path))
      .map((file) => ({ path: file.path, text: file.text })),
  };
}

/**
 * What `<Recording>` shows of a scene: for each kernel its output, or null where it is not yet recorded.
 *
 * @throws Error when there is no such example or scene, or a recording is broken or stale
 */
export function recordingProps(root: string, example: string, scene: string): RecordingProps {
  const kernels = kernelsOf(root, example, scene);
  const recorded = kernels.map((kernel) => recordingOf(root, example, scene, kernel));
  const trace = recorded.find((each) => each !== null)?.trace;
  return {
    example,
    scene,
    command: trace === undefined ? null : commandOf(trace),
    runs: kernels.map((kernel, at) => {
      const each = recorded[at] ?? null;
      return { kernel, run: each === null ? null : run(each) };
    }),
  };
}

/** The command a reader types to run the same. */
function commandOf({ program }: Trace): string {
  const short = /^(?:\d+|appendix-.*)/.exec(program.example)?.[0];
  const isMain = program.main === `examples/${program.example}/main.ts`;
  const what = isMain && short !== undefined ? short : program.main;
  const given = program.arguments.length === 0 ? [] : ['--', ...program.arguments];
  return ['node', 'iocp.mjs', 'run', what, ...given].join(' ');
}

/**
 * What `<MemoryLayout>` shows of a run: the memory of one operation on the first kernel that has a recording.
 *
 * @throws Error when there is no such example, scene or operation, or a recording is broken or stale
 */
export function operationMemoryProps(
  root: string,
  example: string,
  scene: string,
  operation: string,
  submission: number,
): MemoryLayoutProps {
  for (const kernel of kernelsOf(root, example, scene)) {
    const recorded = recordingOf(root, example, scene, kernel);
    if (recorded === null) continue;
    try {
      const memory = memoryOfOperation(recorded.trace, operation, submission);
      return {
        example,
        scene,
        recorded: { memory, provenance: provenanceOf(recorded.trace), stale: recorded.stale },
        operation,
      };
    } catch (cause) {
      const name = recordingPath(example, scene, kernel);
      throw new Error(
        `${name} cannot show the memory of "${operation}", submission ${submission}: ${(cause as Error).message}`,
        { cause },
      );
    }
  }
  return { example, scene, operation, recorded: null };
}

/**
 * What `<Dequeues>` shows: the dequeues on the first kernel that has a recording.
 *
 * @throws Error when there is no such example or scene, or a recording is broken or stale
 */
export function dequeuesProps(root: string, example: string, scene: string): DequeuesProps {
  for (const kernel of kernelsOf(root, example, scene)) {
    const recorded = recordingOf(root, example, scene, kernel);
    if (recorded === null) continue;
    const { trace } = recorded;
    return { scene, recorded: { dequeues: dequeuesOf(trace), provenance: provenanceOf(trace) } };
  }
  return { scene, recorded: null };
}
