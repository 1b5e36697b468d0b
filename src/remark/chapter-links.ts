import { SKIP, visit } from 'unist-util-visit';
import { chapterName, chaptersIn } from './chapters.ts';
import type { Node, Options, PageFile } from './mdx.ts';

type Text = Node & { type: 'text'; value: string };

const MENTION = /\b[Cc]hapter (\d+)\b/g;

/** In these a link would be in the way: it is one, or is read as a name. */
const NOT_IN = new Set(['link', 'heading', 'tableHead']);

/** Makes a link of the first mention of each other chapter in a page’s text: “chapter 4”. */
export default function chapterLinks({ root }: Options) {
  const chapters = new Map(chaptersIn(root).map((chapter) => [chapter.number, chapter]));
  return (tree: Node, page: PageFile): void => {
    const linked = new Set<number>();
    const own = chapterName(page.path);
    visit(tree, (node: Node, at, parent: (Node & { children: Node[] }) | undefined) => {
      if (NOT_IN.has(node.type)) return SKIP;
      if (node.type !== 'text' || at === undefined || parent === undefined) return;
      const { value } = node as Text;
      const parts: Node[] = [];
      let from = 0;
      for (const mention of value.matchAll(MENTION)) {
        const number = Number(mention[1]);
        const chapter = chapters.get(number);
        if (chapter === undefined || chapter.name === own || linked.has(number)) continue;
        linked.add(number);
        parts.push(
          { type: 'text', value: value.slice(from, mention.index) } as Text,
          {
            type: 'link',
            url: chapter.to,
            children: [{ type: 'text', value: mention[0] }],
          } as Node,
        );
        from = mention.index + mention[0].length;
      }
      if (parts.length === 0) return;
      parts.push({ type: 'text', value: value.slice(from) } as Text);
      parent.children.splice(at, 1, ...parts);
      return [SKIP, at + parts.length];
    });
  };
}
