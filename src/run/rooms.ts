/**
 * Draws the picture of the rooms in `docs/contributing/` from the imports as they are. `npm run rooms` writes it; a test
 * compares.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { ROOT } from './boot/paths.mjs';

/** Where the picture lies. */
export const PICTURE = path.join(ROOT, 'docs', 'contributing', 'rooms.svg');

/** A room: the files that belong to it, and the row in which it is drawn, 0 on top. */
const rooms = [
  { name: 'pages, theme', files: /^src\/(?:pages|theme)\//, row: 0, column: 1 },
  { name: 'remark', files: /^src\/remark\//, row: 0, column: 2 },
  { name: 'components', files: /^src\/components\//, row: 1, column: 1 },
  { name: 'progress', files: /^src\/progress\//, row: 2, column: 2 },
  { name: 'run', files: /^src\/run\//, row: 1, column: 0 },
  { name: 'sim', files: /^src\/sim\//, row: 2, column: 0 },
  { name: 'glossary', files: /^src\/glossary\//, row: 1, column: 3 },
  { name: 'offline', files: /^src\/offline\//, row: 3, column: 2 },
  { name: 'wake', files: /^src\/wake\//, row: 0, column: 3 },
  { name: 'trace', files: /^src\/trace\//, row: 2, column: 1 },
  { name: 'facts', files: /^src\/facts\//, row: 3, column: 3 },
  { name: 'status', files: /^src\/status\//, row: 3, column: 1 },
  { name: 'abi', files: /^src\/abi\//, row: 3, column: 0 },
  { name: 'examples/NN', files: /^examples\/(?:\d\d|appendix)-/, row: 1, column: 5 },
  { name: 'examples/ffi', files: /^examples\/ffi\//, row: 2, column: 4 },
  { name: 'examples/peers', files: /^examples\/peers\//, row: 2, column: 5 },
] as const;

type Room = (typeof rooms)[number];

const roomOf = (file: string): Room | undefined => rooms.find(({ files }) => files.test(file));

/** Which room imports which, as the code has it. Tests are left out: they may import what they like. */
async function arrows(): Promise<{ from: Room; to: Room }[]> {
  const { output } = await cruise(['src', 'examples'], {
    baseDir: ROOT,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: String.raw`\.test(?:-d)?\.tsx?$|/recordings/|node_modules` },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(ROOT, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  });
  const found = new Map<string, { from: Room; to: Room }>();
  for (const { source, dependencies } of (output as ICruiseResult).modules) {
    const from = roomOf(source);
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (from && to && from !== to) found.set(`${from.name} ${to.name}`, { from, to });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, arrow]) => arrow);
}

const WIDTH = 132;
const HEIGHT = 40;
const ACROSS = 150;
const DOWN = 104;
const MARGIN = 16;

const left = ({ column }: Room) => MARGIN + column * ACROSS;
const top = ({ row }: Room) => MARGIN + row * DOWN;

/** The picture as SVG text. It takes the colours of the page it stands on. */
export async function drawRooms(): Promise<string> {
  const all = await arrows();
  const lines = all.map(({ from, to }) => {
    const leave = all
      .filter((arrow) => arrow.from === from)
      .sort((a, b) => a.to.column - b.to.column);
    const enter = all
      .filter((arrow) => arrow.to === to)
      .sort((a, b) => a.from.column - b.from.column);
    const share = (list: { from: Room; to: Room }[]) =>
      (list.findIndex((arrow) => arrow.from === from && arrow.to === to) + 1) / (list.length + 1);
    const [x1, y1] = [left(from) + WIDTH * share(leave), top(from) + HEIGHT];
    const [x2, y2] = [left(to) + WIDTH * share(enter), top(to) - 4];
    const bend = (y2 - y1) / 2;
    const n = (value: number) => value.toFixed(1);
    return `  <path d="M${n(x1)} ${n(y1)}C${n(x1)} ${n(y1 + bend)} ${n(x2)} ${n(y2 - bend)} ${n(x2)} ${n(y2)}" marker-end="url(#tip)"/>`;
  });
  const boxes = rooms.map(
    (room) =>
      `  <rect x="${left(room)}" y="${top(room)}" width="${WIDTH}" height="${HEIGHT}" rx="4"/>\n` +
      `  <text x="${left(room) + WIDTH / 2}" y="${top(room) + HEIGHT / 2 + 5}">${room.name}</text>`,
  );
  const width = Math.max(...rooms.map(left)) + WIDTH + MARGIN;
  const height = Math.max(...rooms.map(top)) + HEIGHT + MARGIN;
  const words = all.map(({ from, to }) => `${from.name} imports ${to.name}.`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    '<title id="title">The rooms of the workbook and which imports which</title>',
    `<desc id="desc">${words}</desc>`,
    '<style>',
    'svg{color:#1c1e22;background:#fdfcf9}@media (prefers-color-scheme:dark){svg{color:#e7e5df;background:#15171b}}',
    'rect{fill:none;stroke:currentColor}path{fill:none;stroke:currentColor;opacity:.6}',
    'text{font:14px ui-monospace,Menlo,Consolas,monospace;text-anchor:middle;fill:currentColor}',
    '</style>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:currentColor;opacity:1"/></marker></defs>',
    ...lines,
    ...boxes,
    '</svg>',
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  fs.writeFileSync(PICTURE, await drawRooms());
}
