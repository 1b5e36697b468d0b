import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Prototype, prototypes, type Role } from '../abi/prototypes/index.ts';
import type { Cited, FunctionPageProps } from '../components/FunctionPage/FunctionPage.tsx';
import type { ListingProps } from '../components/Listing/Listing.tsx';
import { failuresOf } from '../facts/failures.ts';
import { factById, facts } from '../facts/index.ts';
import { allTables, bookTables } from '../status/tables.ts';
import { type Chapter, pageOfFact } from './chapters.ts';
import { highlight } from './highlight.ts';

/** Winsock's own numbers begin here. */
const WINSOCK = 10_000;

/** The page of a Win32 function; null when the book does not call it. */
export function pageOfFunction(name: string): string | null {
  return prototypes.some((prototype) => prototype.name === name) ? `/functions/${name}/` : null;
}

/** A prototype in C, a parameter to a line where there are several. */
function declarationOf({ name, returns, parameters }: Prototype): string {
  const typed = ({ type, name: called }: { type: string; name: string }) =>
    type.endsWith('*') ? `${type}${called}` : `${type} ${called}`;
  if (parameters.length === 0) return `${returns.type} ${name}(void);`;
  if (parameters.length === 1) {
    return `${returns.type} ${name}(${parameters.map(typed).join(', ')});`;
  }
  return `${returns.type} ${name}(\n${parameters.map((one) => `  ${typed(one)}`).join(',\n')}\n);`;
}

/** What an argument is, in words. */
const roles: Record<Role, string> = {
  'completion port': 'the port',
  socket: 'the socket',
  handle: 'a handle',
  file: 'the file',
  pipe: 'the pipe',
  event: 'an event',
  process: 'the process',
  overlapped: 'the OVERLAPPED, lent to the kernel',
  operation: 'the OVERLAPPED of an operation that was started before',
  'operation bytes': 'where that operation’s byte count goes, when it is over',
  buffers: 'an array of WSABUF, whose memory is lent to the kernel and filled',
  'send buffers': 'an array of WSABUF, whose memory is lent to the kernel and read',
  'buffer count': 'how many WSABUF there are',
  buffer: 'memory that is lent to the kernel',
  'buffer size': 'the size of that memory in bytes',
  'address size': 'bytes for an address, behind the data',
  entries: 'room for OVERLAPPED_ENTRY',
  'entries removed': 'where the number of packets goes',
  'packet bytes': 'where the packet’s byte count goes',
  'packet key': 'where the packet’s completion key goes',
  'packet overlapped': 'where the address of the packet’s OVERLAPPED goes',
  bytes: 'bytes',
  address: 'a SOCKADDR_IN',
};

const directions = { in: 'read', out: 'written', inout: 'read and written' } as const;

const failures: Record<Prototype['returns']['failure'], string> = {
  null: 'It returns NULL when it fails.',
  zero: 'It returns 0 when it fails.',
  'minus one': 'It returns -1 when it fails.',
  'all ones': 'When it fails, all bits of what it returns are set.',
  'the error': 'It returns 0, or the error itself.',
  'the status': 'It returns an NTSTATUS.',
  never: 'It cannot fail.',
};

function failureOf({ returns, setsLastError }: Prototype): string {
  return `${failures[returns.failure]}${setsLastError ? ' The reason is in the thread’s last error.' : ''}`;
}

/**
 * A function's binding in a file of bindings, with its docstring: from its region or comment to the end of the statement.
 */
async function bindingIn(root: string, file: string, name: string): Promise<ListingProps | null> {
  const full = path.join(root, file);
  if (!existsSync(full)) return null;
  const lines = readFileSync(full, 'utf8').split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith(`export const ${name} = `));
  if (at < 0) return null;
  const length = lines.slice(at).findIndex((line) => line.endsWith(';'));
  let first = at;
  if (lines[at - 1]?.trim() === '*/') {
    while (first > 0 && !lines[first]?.startsWith('/**')) first -= 1;
  }
  const excerpt = lines
    .slice(first, at + length + 1)
    .map((text, offset) => ({ number: first + offset + 1, text }));
  return {
    html: await highlight(excerpt, 'ts'),
    file,
    from: first + 1,
    to: at + length + 1,
  };
}

/** The place of the error decoder that explains a number: the book's own have one that needs no scripts. */
function placeOf(code: number): string {
  const isOurs = (['Win32', 'Winsock'] as const).some(
    (family) => bookTables.names(family, code).length > 0,
  );
  return isOurs ? `/errors/#${code}` : `/errors/?n=${code}`;
}

/** Where bindings are found: those that the chapters walk through, then those of the facts' programs. */
const BINDINGS = ['examples/ffi', 'facts/win32'];

async function bindingOf(root: string, name: string): Promise<ListingProps | null> {
  for (const folder of BINDINGS) {
    const files = readdirSync(path.join(root, folder)).filter((file) =>
      /^[a-z0-9_]+\.ts$/.test(file),
    );
    for (const file of files) {
      const found = await bindingIn(root, `${folder}/${file}`, name);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The source of an example package, by the chapter that walks through it. */
function exampleOf(root: string, to: string): string {
  const slug = to.replace(/^\/chapters\/|\/$/g, '');
  const folder = readdirSync(path.join(root, 'examples')).find((name) => name.slice(3) === slug);
  const main = path.join(root, 'examples', folder ?? '', 'main.ts');
  return folder !== undefined && existsSync(main) ? readFileSync(main, 'utf8') : '';
}

/** A text in which facts are named, cut at their names, so that these can be links. */
export function citedIn(text: string): Cited[] {
  return text
    .split(/\b([A-Z]+-\d+)\b/)
    .filter((part) => part !== '')
    .map((part) => {
      const fact = factById(part);
      return { text: part, to: fact === undefined ? null : pageOfFact(fact) };
    });
}

/** Everything that the pages of the Win32 functions show. */
export async function functionPages(
  root: string,
  chapters: readonly Chapter[],
): Promise<FunctionPageProps[]> {
  const withCalls = chapters.map((chapter) => ({
    ...chapter,
    calls: exampleOf(root, chapter.to),
  }));
  const tables = await allTables();
  return Promise.all(
    prototypes.map(async (prototype): Promise<FunctionPageProps> => {
      const { name, library, parameters, page } = prototype;
      const text = declarationOf(prototype);
      const lines = text.split('\n').map((line, at) => ({ number: at + 1, text: line }));
      const called = new RegExp(`\\b${name}\\(`);
      return {
        name,
        library,
        guid: prototype.guid ?? null,
        declaration: { html: await highlight(lines, 'c') },
        parameters: parameters.map(({ name: parameter, type, direction, role }) => ({
          name: parameter,
          type,
          words: role === undefined ? directions[direction] : roles[role],
        })),
        failure: failureOf(prototype),
        note: citedIn(prototype.note ?? ''),
        page,
        binding: await bindingOf(root, name),
        errors: failuresOf(name).map(({ code, when, facts: ids }) => ({
          code,
          names: (code >= WINSOCK
            ? tables.names('Winsock', code)
            : tables.names('Win32', code)
          ).slice(0, 1),
          to: placeOf(code),
          when,
          facts: ids.map((id) => ({ id, to: pageOfFact({ id }) })),
        })),
        facts: facts
          .filter(({ functions }) => functions.includes(name))
          .map((fact) => ({ id: fact.id, statement: fact.statement, to: pageOfFact(fact) })),
        chapters: withCalls
          .filter(({ calls }) => called.test(calls))
          .map(({ title, to }) => ({ title, to })),
      };
    }),
  );
}
