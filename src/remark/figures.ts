import { visit } from 'unist-util-visit';
import { beliefs, factById, themes } from '../facts/index.ts';
import { terms } from '../glossary/index.ts';
import type { KernelKind } from '../trace/schema.ts';
import { besideProps } from './beside.ts';
import { chapterName, nameOf, pageOfFact } from './chapters.ts';
import { machineProps } from './machines.ts';
import {
  attribute,
  fail,
  importOf,
  isElement,
  type MdxElement,
  type Node,
  type Options,
  type PageFile,
  setProperties,
} from './mdx.ts';
import { dequeuesProps, operationMemoryProps, recordingProps, shownKernels } from './recordings.ts';
import { replayProps } from './replays.ts';
import { layoutProps } from './structs.ts';

/** What each element is given, from the attributes it is written with. */
const properties: Readonly<
  Record<string, (root: string, element: MdxElement, page: PageFile) => object>
> = {
  Aims: (_root, _element, page) => aimsOf(page),
  Belief: (_, element) => {
    const id = needed(element, 'id');
    const found = beliefs.find((each) => each.id === id);
    if (found === undefined) throw new Error(`There is no belief "${id}" in src/facts/beliefs.ts.`);
    return { id, belief: found.belief, page: `/beliefs/${id.toLowerCase()}/` };
  },
  Card: (_, element) => {
    const fact = factById(needed(element, 'fact'));
    if (fact === undefined) throw new Error(`<Card> names a fact that is not in src/facts.`);
    const answer = plainText(element, true);
    element.children = [];
    return { ask: needed(element, 'ask'), answer, fact: fact.id, factPage: pageOfFact(fact) };
  },
  Predict: (_root, element, page) => {
    const question = needed(element, 'question');
    return { question, id: kept(page, question) };
  },
  Question: (_root, element, page) => {
    const ask = needed(element, 'ask');
    return { ask, id: kept(page, ask) };
  },
  Recording: (root, element) =>
    recordingProps(root, needed(element, 'example'), needed(element, 'scene')),
  Dequeues: (root, element) =>
    dequeuesProps(root, needed(element, 'example'), needed(element, 'scene')),
  Replay: (root, element) => {
    const cues = element.children.flatMap((child) =>
      isElement(child, 'Cue')
        ? [
            {
              at: needed(child, 'at'),
              ...captionOf(plainText(child)),
              ...optional('question', attribute(child, 'question')),
            },
          ]
        : [],
    );
    element.children = [];
    return replayProps(root, {
      example: needed(element, 'example'),
      scene: needed(element, 'scene'),
      kernel: kernelIn(element),
      title: attribute(element, 'title'),
      cues,
      only: attribute(element, 'only')?.split(/,\s*/),
    });
  },
  Beside: (root, element) =>
    besideProps(root, {
      example: needed(element, 'example'),
      scene: needed(element, 'scene'),
      kernel: kernelIn(element),
      title: needed(element, 'title'),
    }),
  Machine: (root, element) => machineProps(root, needed(element, 'of')),
  MemoryLayout: (root, element) => {
    const declaration = textIn(attribute(element, 'declaration'));
    if (declaration !== undefined) return layoutProps({ declaration });
    const of = attribute(element, 'of');
    if (of !== undefined) return layoutProps({ of });
    if (attribute(element, 'example') === undefined) {
      throw new Error(
        '<MemoryLayout> needs of="…", declaration="…", or example="…" with scene and operation.',
      );
    }
    return operationMemoryProps(
      root,
      needed(element, 'example'),
      needed(element, 'scene'),
      needed(element, 'operation'),
      wholeNumber(element, 'submission', 1),
    );
  },
  Term: (_, element) => {
    const id = needed(element, 'id');
    if (terms.some((one) => one.id === id)) return { id };
    throw new Error(`There is no word "${id}" in src/glossary.`);
  },
  Fact: (_, element) => {
    const id = needed(element, 'id');
    const fact = factById(id);
    if (fact === undefined) throw new Error(`There is no fact "${id}" in src/facts.`);
    const { statement, wine, grade } = fact;
    const inline = element.type === 'mdxJsxTextElement';
    return element.children.length > 0 ? { id, inline } : { id, inline, statement, wine, grade };
  },
};

/** Under which a reader’s answer is kept: another question of the same page is another one, and so is a changed one. */
const kept = (page: PageFile, question: string): string => nameOf(chapterName(page.path), question);

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };

/** What a chapter's front matter says it is for. */
function aimsOf(page: PageFile): object {
  const { able, needs, minutes } = page.data?.frontMatter ?? {};
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (!Array.isArray(able) || able.length !== 3 || !able.every(isText)) {
    throw new Error(
      '<Aims> needs able in the front matter: three things, each after "You will be able to".',
    );
  }
  if (!isText(needs)) throw new Error('<Aims> needs needs in the front matter: a sentence.');
  if (!Number.isInteger(minutes)) throw new Error('<Aims> needs minutes in the front matter.');
  return { able, needs, minutes };
}

const FACT_ID = new RegExp(`\\b(?:${themes.map(({ id }) => id).join('|')})-\\d+\\b`, 'g');

/** A caption and the facts that it names. */
function captionOf(caption: string): { caption: string; facts: string[] } {
  const facts = [...new Set(caption.match(FACT_ID) ?? [])];
  const unknown = facts.find((id) => factById(id) === undefined);
  if (unknown !== undefined) throw new Error(`There is no fact "${unknown}" in src/facts.`);
  return { caption, facts };
}

/** The text of a node, without its marks, or with code between its backticks. */
function plainText(node: Node, withCode = false): string {
  const { value, children = [] } = node as Node & { value?: string; children?: Node[] };
  const text =
    node.type === 'inlineCode' && withCode
      ? `\`${value}\``
      : (value ?? children.map((child) => plainText(child, withCode)).join(''));
  return text.replaceAll(/\s+/g, ' ').trim();
}

function kernelIn(element: MdxElement): KernelKind | undefined {
  const text = attribute(element, 'kernel');
  if (text === undefined) return undefined;
  const kernel = shownKernels.find((one) => one === text);
  if (kernel) return kernel;
  throw new Error(
    `<${element.name}> has kernel="${text}"; the kernels are ${shownKernels.join(', ')}.`,
  );
}

function needed(element: MdxElement, name: string): string {
  const value = attribute(element, name);
  if (value === undefined || value === '') {
    throw new Error(`<${element.name}> needs ${name}="…".`);
  }
  return value;
}

/** The text of an attribute; one that needs several lines is written in braces and backticks. */
function textIn(value: string | undefined): string | undefined {
  const [, inner] = /^`([^`$]*)`$/.exec(value ?? '') ?? [];
  return inner ?? value;
}

function wholeNumber(element: MdxElement, name: string, otherwise: number): number {
  const text = attribute(element, name);
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d*$/.test(text)) {
    throw new Error(`<${element.name}> has ${name}=${text}; it must be a whole number from 1.`);
  }
  return Number(text);
}

/**
 * Gives `<Recording>`, `<Dequeues>`, `<MemoryLayout>` and `<Fact>` the plain data they show, taken from recordings,
 * declarations and the catalogue of facts while the page is built. What does not exist, or is stale or broken, fails the build.
 */
export default function figures(options: Options) {
  return (tree: Node, page: PageFile): void => {
    let hasMachine = false;
    visit(tree, (node: Node) => {
      if (!isElement(node, ...Object.keys(properties))) return;
      const make = properties[node.name ?? ''];
      try {
        if (make !== undefined) setProperties(node, make(options.root, node, page));
      } catch (cause) {
        fail(options, page, node, (cause as Error).message);
      }
      if (node.name === 'Machine') hasMachine = true;
    });
    // Three pages have one, so it is no part of what every page loads.
    if (hasMachine) {
      const source = '@site/src/theme/LinkedMachine.tsx';
      (tree as Node & { children: Node[] }).children.unshift(importOf('Machine', source));
    }
  };
}
