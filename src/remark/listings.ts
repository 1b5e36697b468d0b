import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { visit } from 'unist-util-visit';
import { type Excerpt, excerptOf } from './excerpt.ts';
import { highlight } from './highlight.ts';
import { elementFor, fail, type Node, type Options, type PageFile } from './mdx.ts';

interface Fence extends Node {
  lang: string | null;
  meta: string | null;
  value: string;
}

interface Parent extends Node {
  children: Node[];
}

/** What `file=path#region` on a fence asks for; null when the fence brings its own text. */
export function fileOfFence(meta: string | null): { file: string; region: string | null } | null {
  const asked = /(?:^|\s)file=([^\s#]+)(?:#(\S+))?/.exec(meta ?? '');
  return asked?.[1] === undefined ? null : { file: asked[1], region: asked[2] ?? null };
}

/**
 * Turns every fence of a page into a `<Listing>` with highlighted HTML. A fence with `file=path#region` is empty and
 * is filled from that file, so code on a page is never a copy.
 */
export default function listings(options: Options) {
  return async (tree: Node, page: PageFile): Promise<void> => {
    const fences: { fence: Fence; at: number; parent: Parent }[] = [];
    visit(tree, 'code', (node: Node, at: number | undefined, parent: Parent | undefined) => {
      if (at !== undefined && parent !== undefined) {
        fences.push({ fence: node as Fence, at, parent });
      }
    });
    for (const { fence, at, parent } of fences) {
      try {
        parent.children[at] = await listingFor(options, fence);
      } catch (cause) {
        fail(options, page, fence, (cause as Error).message);
      }
    }
  };
}

async function listingFor(options: Options, fence: Fence): Promise<Node> {
  const language = fence.lang ?? 'text';
  const asked = fileOfFence(fence.meta);
  if (asked === null) {
    const lines = fence.value.split('\n').map((text, at) => ({ number: at + 1, text }));
    return elementFor(fence, 'Listing', { html: await highlight(lines, language) });
  }
  const { lines, step } = excerptFor(options, fence, asked.file, asked.region);
  return elementFor(fence, 'Listing', {
    html: await highlight(lines, language),
    file: asked.file,
    from: lines[0]?.number ?? 1,
    to: lines.at(-1)?.number ?? 1,
    step,
  });
}

function excerptFor(options: Options, fence: Fence, file: string, region: string | null): Excerpt {
  if (fence.value.trim() !== '') {
    throw new Error(
      `The listing of ${file} has text of its own. Leave it empty: it is filled from the file.`,
    );
  }
  const full = path.join(options.root, file);
  if (path.relative(options.root, full).startsWith('..') || !existsSync(full)) {
    throw new Error(`There is no file ${file} in the repository for this listing.`);
  }
  return excerptOf(readFileSync(full, 'utf8'), file, region);
}
