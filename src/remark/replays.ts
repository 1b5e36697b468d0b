import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FramesPageProps, ShownFrame } from '../components/FramesPage/FramesPage.tsx';
import type { Cue, ReplayRun, StillFrame, StillRow } from '../components/Replay/props.ts';
import { provenanceOf } from '../trace/questions.ts';
import { addressOf, frameWritten, written } from '../trace/replay/addresses.ts';
import { type Model, modelOf } from '../trace/replay/model.ts';
import type { ReplayRow } from '../trace/replay/rows.ts';
import { stateAt } from '../trace/replay/state.ts';
import { sentenceOf, whereText } from '../trace/replay/words.ts';
import type { KernelKind, Trace } from '../trace/schema.ts';
import { rightOf } from './beliefs.ts';
import { Bundled } from './mdx.ts';
import { kernelsOf, recordingOf, recordingPath } from './recordings.ts';

/** How many frames stand in a page. */
const MOST_CUES = 12;
/** Rows of a block that stand in a page: those that have changed, or else the first. All rows are on the page of all frames. */
const MOST_ROWS = 4;

/** What a page asks for with `<Replay>`. */
export interface AskedReplay {
  readonly example: string;
  readonly scene: string;
  /** The first that is recorded, when none is named. */
  readonly kernel?: KernelKind | undefined;
  readonly title?: string | undefined;
  readonly cues: readonly Cue[];
  readonly only?: readonly string[] | undefined;
}

/** One run that a page asks for. */
type AskedRun = Pick<AskedReplay, 'example' | 'scene' | 'kernel'>;

const models = new WeakMap<Trace, Model>();

/** The model of a recorded run, made once for each trace that was read. */
export function replayed(
  root: string,
  { example, scene, kernel }: AskedRun,
): { kernel: KernelKind; model: Model } {
  const kernels = kernel === undefined ? kernelsOf(root, example, scene) : [kernel];
  for (const one of kernels) {
    const recorded = recordingOf(root, example, scene, one);
    if (recorded === null) continue;
    const model = models.get(recorded.trace) ?? modelOf(recorded.trace);
    models.set(recorded.trace, model);
    return { kernel: one, model };
  }
  throw new Error(
    `The scene "${scene}" of ${example} is not recorded on ${kernel ?? 'any kernel'}, so there is nothing to replay.`,
  );
}

/** The page with all frames of a run. */
export const framesPageOf = (example: string, scene: string, kernel: KernelKind): string =>
  `/replay/${example}/${scene}/${kernel}/`;

/**
 * What `<Replay>` is given.
 *
 * @throws Error when there is no such example, scene or recording, or a cue is at no frame of it
 */
export function replayProps(root: string, asked: AskedReplay): object {
  const { example, scene, cues, only = [] } = asked;
  const { kernel, model } = replayed(root, asked);
  if (cues.length > MOST_CUES) {
    throw new Error(
      `<Replay> has ${cues.length} cues; at most ${MOST_CUES} stand in a page. Leave some out, or make two of it.`,
    );
  }
  const title = asked.title ?? `A run of ${example}${scene === 'main' ? '' : `, ${scene}`}`;
  const run = bundledRun({ example, scene, kernel }, model);
  const placed = cues.length > 0 ? cues : usualCues(model);
  return { title, run, cues, stills: placed.map((cue) => stillOf(model, cue)), only };
}

/** A run as a page's script gets it: its trace is a file of its own, fetched when it is needed. */
export function bundledRun(
  { example, scene, kernel }: { example: string; scene: string; kernel: KernelKind },
  { trace }: Model,
): Omit<ReplayRun, 'url'> & { url: Bundled } {
  return {
    example,
    scene,
    kernel,
    provenance: provenanceOf(trace),
    url: new Bundled(`@site/${recordingPath(example, scene, kernel)}?trace`),
    framesPage: framesPageOf(example, scene, kernel),
  };
}

/** Where a run stands still in the page when its author has not said it: a first submit, a first packet, the end. */
function usualCues(model: Model): Cue[] {
  const [first] = model.operations;
  const frames = [first?.returned ?? null, first?.over ?? null, model.frames.length - 1];
  return frames.flatMap((frame) =>
    frame === null ? [] : [{ at: written(addressOf(model, frame)), caption: '', facts: [] }],
  );
}

function stillOf(model: Model, cue: Cue): StillFrame {
  const index = frameWritten(model, cue.at);
  if (index === null) {
    const [step] = cue.at.split('/');
    const known = model.frames
      .map((frame) => written(addressOf(model, frame.index)))
      .filter((address) => address.startsWith(`${step}/`));
    const have =
      known.length > 0
        ? `has ${known.slice(0, 8).join(', ')}${known.length > 8 ? ' and more' : ''}`
        : `has no step ${step}`;
    throw new Error(`There is no frame ${cue.at} to stop at; this run ${have}.`);
  }
  const { frame, blocks } = stateAt(model, index);
  const file = model.trace.program.files.find(({ path: name }) => name === frame.at?.file);
  return {
    cue,
    where: whereText(model, index),
    sentence: sentenceOf(model, index),
    file: frame.at?.file ?? '',
    line: frame.at?.line ?? 0,
    code: file?.text.split('\n')[(frame.at?.line ?? 0) - 1]?.trim() ?? '',
    blocks: blocks.flatMap(({ block, rows }) => {
      const changed = rows.filter((row) => row.changed);
      const told = (changed.length > 0 ? changed : rows.slice(0, 1)).slice(0, MOST_ROWS);
      return told.length === 0 ? [] : [{ block, rows: told.map(rowOf) }];
    }),
  };
}

const rowOf = ({ offset, owner, hex, field, meaning, changed }: ReplayRow): StillRow => [
  offset,
  owner,
  changed ? `${hex} (changed)` : hex,
  field ?? 'padding',
  field === null ? '' : meaning,
];

/** The two runs of `<Beside>`: a broken program and the right one, or one program on Wine and the simulated Windows. */
export function runsBeside(
  root: string,
  { example, scene, kernel }: AskedRun,
): [AskedRun, AskedRun] {
  const left = { example, scene, kernel: kernel ?? 'wine' } as const;
  const [, name] = /^broken\/(.*)$/.exec(scene) ?? [];
  return name === undefined
    ? [left, { ...left, kernel: 'sim' }]
    : [left, { ...left, scene: rightOf(root, example, name).scene }];
}

/** The runs that the chapters replay, each once. */
function replaysIn(root: string): AskedRun[] {
  const found = new Map<string, AskedRun>();
  for (const name of readdirSync(path.join(root, 'docs'))) {
    if (!name.endsWith('.mdx')) continue;
    const text = readFileSync(path.join(root, 'docs', name), 'utf8');
    for (const [element, name] of text.matchAll(/<(Replay|Beside)\b[^>]*>/g)) {
      const attributeOf = (attribute: string) =>
        new RegExp(`\\b${attribute}="([^"]+)"`).exec(element)?.[1];
      const example = attributeOf('example');
      const scene = attributeOf('scene');
      if (example === undefined || scene === undefined) continue;
      const kernel = attributeOf('kernel') as KernelKind | undefined;
      const asked = { example, scene, kernel };
      for (const run of name === 'Beside' ? runsBeside(root, asked) : [asked]) {
        found.set(`${run.example} ${run.scene} ${run.kernel}`, run);
      }
    }
  }
  return [...found.values()];
}

/** The pages that show every frame of a run that a chapter replays. */
export function framesPages(root: string): FramesPageProps[] {
  const pages = new Map<string, FramesPageProps>();
  for (const asked of replaysIn(root)) {
    const { kernel, model } = replayed(root, asked);
    const { example, scene } = asked;
    pages.set(`${example} ${scene} ${kernel}`, {
      example,
      scene,
      kernel,
      provenance: provenanceOf(model.trace),
      frames: model.frames.map(({ index }) => shownFrame(model, index)),
      program: model.trace.program.main,
      text:
        model.trace.program.files.find(({ path: name }) => name === model.trace.program.main)
          ?.text ?? '',
    });
  }
  return [...pages.values()];
}

function shownFrame(model: Model, index: number): ShownFrame {
  const { frame, blocks } = stateAt(model, index);
  return {
    address: written(addressOf(model, index)),
    where: whereText(model, index),
    sentence: sentenceOf(model, index),
    line: frame.at === null ? '' : `${frame.at.file.replace(/^examples\//, '')}:${frame.at.line}`,
    blocks: blocks.flatMap(({ block, rows }) =>
      rows.length === 0 || !model.about[index]?.blocks.includes(block)
        ? []
        : [
            {
              block,
              rows: rows.map(({ offset, hex, field, meaning, owner, changed }) => [
                offset,
                owner,
                hex,
                field ?? 'padding',
                field === null ? '' : meaning,
                changed ? 1 : 0,
              ]),
            },
          ],
    ),
  };
}
