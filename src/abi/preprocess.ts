import { DeclarationError } from './errors.ts';
import { Cursor, constantExpression } from './expression.ts';
import { seen, type Token, tokenize } from './tokens.ts';
import type { Abi } from './types.ts';

/** A macro's tokens, or the fact that it takes arguments. */
type Macro = Token[] | 'with arguments';

/** Words of Windows' headers that say nothing about a layout. */
const SILENT =
  'FAR NEAR far near IN OUT OPTIONAL WINAPI WINAPIV APIENTRY CALLBACK NTAPI PASCAL WSAAPI STDMETHODCALLTYPE ' +
  'STDAPICALLTYPE __stdcall _stdcall __cdecl _cdecl __fastcall _fastcall __vectorcall __clrcall __thiscall ' +
  'UNALIGNED __unaligned UNALIGNED64 RESTRICTED_POINTER __restrict restrict EXTERN_C WINBASEAPI NTSYSAPI ' +
  'WINSOCK_API_LINKAGE DECLSPEC_IMPORT DECLSPEC_NORETURN FORCEINLINE __inline __forceinline inline static ' +
  'extern register volatile __extension__ DUMMYUNIONNAME DUMMYUNIONNAME2 DUMMYUNIONNAME3 DUMMYUNIONNAME4 ' +
  'DUMMYUNIONNAME5 DUMMYUNIONNAME6 DUMMYUNIONNAME7 DUMMYUNIONNAME8 DUMMYUNIONNAME9 DUMMYSTRUCTNAME ' +
  'DUMMYSTRUCTNAME2 DUMMYSTRUCTNAME3 DUMMYSTRUCTNAME4 DUMMYSTRUCTNAME5 DUMMYSTRUCTNAME6 _ANONYMOUS_UNION ' +
  '_ANONYMOUS_STRUCT __C89_NAMELESS __MINGW_EXTENSION __in __out __inout __in_opt __out_opt __inout_opt ' +
  '__reserved __RPC_FAR';

/** The annotations of sal.h, which may have arguments. */
const ANNOTATION =
  /^_(?:In|Out|Inout|Outptr|COM|Field|Ret|Result|Reserved|Null|NullNull|Struct|Post|Pre|At|When|Check|Success|Must|Use|Frees|Inter|Return|Readable|Writable|Notnull|Maybenull|Const|Deref|Printf|Scanf|Function|Always|On|Satisfies|Guarded|Requires|Acquires|Releases)\w*_$/;

const ALWAYS =
  '#define _WIN32 1\n#define _MSC_VER 1940\n#define UNICODE 1\n#define _UNICODE 1\n' +
  '#define WINVER 0x0A00\n#define _WIN32_WINNT 0x0A00\n#define NTDDI_VERSION 0x0A000000\n' +
  '#define CONST const\n#define POINTER_32 __ptr32\n#define POINTER_64 __ptr64\n' +
  '#define DECLSPEC_CACHEALIGN __declspec(align(64))\n' +
  SILENT.split(' ')
    .map((word) => `#define ${word}\n`)
    .join('');

const BY_ABI: Record<Abi, string> = {
  'win-x64': '#define _WIN64 1\n#define _M_X64 100\n#define _M_AMD64 100\n#define _AMD64_ 1\n',
  'win-ia32': '#define _M_IX86 600\n#define _X86_ 1\n',
  'win-arm64': '#define _WIN64 1\n#define _M_ARM64 1\n#define _ARM64_ 1\n',
};

/** How many tokens macros may make. */
const MOST = 500_000;

/** What stands between one `#if` and its `#endif`. */
interface Condition {
  opening: Token;
  /** Whether the lines around it are read. */
  outer: boolean;
  /** Whether the branch that now is, is read. */
  active: boolean;
  /** Whether a branch has been read. */
  done: boolean;
  /** Whether `#else` has been. */
  last: boolean;
}

const predefined = new Map<Abi, Map<string, Macro>>();

function predefinedFor(abi: Abi): Map<string, Macro> {
  let macros = predefined.get(abi);
  if (macros === undefined) {
    macros = new Map();
    run(tokenize(ALWAYS + BY_ABI[abi]), macros);
    predefined.set(abi, macros);
  }
  return macros;
}

/**
 * C's preprocessor, as far as declarations of Windows' headers need it: conditions, macros without arguments,
 * `#pragma pack`, and `#include` of pshpackN.h and poppack.h. Other includes and pragmas are passed over. The macros
 * that tell the ABIs apart (`_WIN64`, `_M_IX86` …) are set as Windows' compilers set them.
 *
 * @returns tokens without directives, each with the packing that holds there; the last has the kind `end`
 * @throws {DeclarationError} at a directive that makes no sense
 */
export function preprocess(source: string, abi: Abi): Token[] {
  return run(tokenize(source), new Map(predefinedFor(abi)));
}

function run(input: Token[], macros: Map<string, Macro>): Token[] {
  const output: Token[] = [];
  const conditions: Condition[] = [];
  const packing = new Packing();
  let active = true;
  for (let at = 0; at < input.length; at += 1) {
    const token = input[at] as Token;
    if (token.kind === 'end') {
      const open = conditions.at(-1);
      if (open !== undefined) {
        throw new DeclarationError(
          open.opening,
          `The condition ${seen(open.opening)} has no “#endif”.`,
        );
      }
      output.push({ ...token, pack: packing.now });
    } else if (token.first && token.text === '#') {
      const line: Token[] = [];
      for (let next = input[at + 1]; next !== undefined && !next.first; next = input[at + 1]) {
        line.push(next);
        at += 1;
      }
      active = directive(token, line, { active, conditions, macros, packing });
    } else if (active) {
      if (token.kind === 'name') at = expand(input, at, macros, packing.now, output);
      else {
        token.pack = packing.now;
        output.push(token);
      }
      if (output.length > MOST) {
        throw new DeclarationError(
          token,
          `The macros grow into more than ${MOST} words; expected fewer.`,
        );
      }
    }
  }
  return output;
}

/**
 * Writes what a name stands for.
 *
 * @returns the index of the last token that was used
 */
function expand(
  input: readonly Token[],
  at: number,
  macros: Map<string, Macro>,
  pack: number | null,
  output: Token[],
): number {
  const token = input[at] as Token;
  const following = input[at + 1];
  if (ANNOTATION.test(token.text) && !macros.has(token.text)) {
    if (following?.text !== '(') return at;
    const cursor = new Cursor(input);
    cursor.index = at + 1;
    cursor.skipGroup();
    return cursor.index - 1;
  }
  const write = (name: Token, busy: readonly string[], opened: boolean): void => {
    const macro = name.kind === 'name' ? macros.get(name.text) : undefined;
    if (macro === 'with arguments' && opened) {
      throw new DeclarationError(
        token,
        `${seen(name)} is a macro with arguments, and those are not read here; expected what it stands for.`,
      );
    }
    if (macro === undefined || macro === 'with arguments' || busy.includes(name.text)) {
      if (output.length <= MOST) {
        output.push({ ...name, line: token.line, column: token.column, first: false, pack });
      }
      return;
    }
    // A macro that doubles another that doubles another has to end before it fills the memory.
    if (output.length > MOST) return;
    for (const [index, part] of macro.entries()) {
      write(part, [...busy, name.text], macro[index + 1]?.text === '(');
    }
  };
  write(token, [], following?.text === '(');
  return at;
}

interface State {
  active: boolean;
  conditions: Condition[];
  macros: Map<string, Macro>;
  packing: Packing;
}

/** Does what a line with `#` says. Gives whether the lines after it are read. */
function directive(hash: Token, line: Token[], state: State): boolean {
  const { active, conditions, macros, packing } = state;
  const [word, name] = line;
  const end: Token = { ...(line.at(-1) ?? hash), kind: 'end', text: '', first: true };
  const condition = conditions.at(-1);
  if (word === undefined) return active;
  switch (word.text) {
    case 'if':
    case 'ifdef':
    case 'ifndef': {
      const holds = active && branch(word, line, end, macros);
      conditions.push({ opening: word, outer: active, active: holds, done: holds, last: false });
      return holds;
    }
    case 'elif':
    case 'else': {
      if (condition === undefined || condition.last) {
        throw new DeclarationError(word, `${seen(word)} without an “#if” before it.`);
      }
      condition.last = word.text === 'else';
      condition.active =
        condition.outer && !condition.done && (condition.last || branch(word, line, end, macros));
      condition.done ||= condition.active;
      return condition.active;
    }
    case 'endif':
      if (condition === undefined) {
        throw new DeclarationError(word, '“endif” without an “#if” before it.');
      }
      conditions.pop();
      return condition.outer;
  }
  if (!active) return false;
  switch (word.text) {
    case 'define':
    case 'undef':
      if (name?.kind !== 'name') {
        throw new DeclarationError(name ?? word, `Expected a name after “#${word.text}”.`);
      }
      if (word.text === 'undef') macros.delete(name.text);
      else {
        const takesArguments = line[2]?.text === '(' && !line[2].spaced;
        macros.set(name.text, takesArguments ? 'with arguments' : line.slice(2));
      }
      return true;
    case 'include': {
      const file = line
        .slice(1)
        .map(({ text }) => text)
        .join('');
      const pushed = /^[<"]pshpack(\d+)\.h[>"]$/i.exec(file);
      if (pushed) packing.push(word, Number(pushed[1]), null);
      else if (/^[<"]poppack\.h[>"]$/i.test(file)) packing.pop(word, null);
      return true;
    }
    case 'pragma':
      if (name?.text === 'pack') packing.pragma([...line.slice(2), end]);
      return true;
    case 'error':
      throw new DeclarationError(
        word,
        `The text itself says: ${line
          .slice(1)
          .map(({ text }) => text)
          .join(' ')}`,
      );
    case 'warning':
    case 'line':
      return true;
  }
  throw new DeclarationError(
    word,
    `${seen(word)} is no directive; expected one such as #define, #if, #endif or #pragma pack.`,
  );
}

/** Whether the condition of `#if`, `#ifdef`, `#ifndef` or `#elif` holds. */
function branch(word: Token, line: Token[], end: Token, macros: Map<string, Macro>): boolean {
  const rest = line.slice(1);
  if (word.text === 'ifdef' || word.text === 'ifndef') {
    const [name] = rest;
    if (name?.kind !== 'name') {
      throw new DeclarationError(name ?? word, `Expected a name after “#${word.text}”.`);
    }
    return macros.has(name.text) === (word.text === 'ifdef');
  }
  const words: Token[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const token = rest[at] as Token;
    if (token.text === 'defined') {
      const bracket = rest[at + 1]?.text === '(' ? 1 : 0;
      const name = rest[at + 1 + bracket];
      if (name?.kind !== 'name' || (bracket === 1 && rest[at + 3]?.text !== ')')) {
        throw new DeclarationError(
          token,
          'Expected a name after “defined”, as in defined(_WIN64).',
        );
      }
      words.push({ ...token, kind: 'number', text: macros.has(name.text) ? '1' : '0' });
      at += 1 + 2 * bracket;
    } else if (token.kind === 'name') at = expand(rest, at, macros, null, words);
    else words.push(token);
  }
  const cursor = new Cursor([...words, end]);
  const value = constantExpression(cursor, { constant: () => 0n });
  if (cursor.peek().kind !== 'end')
    throw cursor.unexpected(`the end of the line “#${word.text}” is on`);
  return value !== 0n;
}

/** The stack of `#pragma pack`. */
class Packing {
  /** Bytes; null when nothing is packed. */
  now: number | null = null;
  readonly #stack: { pack: number | null; label: string | null }[] = [];

  push(at: Token, pack: number | null, label: string | null): void {
    this.#stack.push({ pack: this.now, label });
    if (pack !== null) this.#set(at, pack);
  }

  pop(at: Token, label: string | null): void {
    let found = this.#stack.length - 1;
    while (label !== null && found >= 0 && this.#stack[found]?.label !== label) found -= 1;
    const entry = this.#stack[found];
    if (entry === undefined) {
      throw new DeclarationError(
        at,
        label === null
          ? 'This pops a packing that was never pushed; expected #pragma pack(push, n) before it.'
          : `No packing was pushed under the name ${label}; expected #pragma pack(push, ${label}, n) before it.`,
      );
    }
    this.#stack.length = found;
    this.now = entry.pack;
  }

  #set(at: Token, pack: number): void {
    if (![1, 2, 4, 8, 16].includes(pack)) {
      throw new DeclarationError(
        at,
        `A packing of ${seen(at)} is seen; expected 1, 2, 4, 8 or 16.`,
      );
    }
    this.now = pack;
  }

  /** @param line what follows the word `pack`, with an `end` */
  pragma(line: Token[]): void {
    const cursor = new Cursor(line);
    const number = (): number => Number(constantExpression(cursor, { constant: () => undefined }));
    cursor.expect('(', 'after #pragma pack');
    const word = cursor.peek();
    if (word.kind === 'name' && (word.text === 'push' || word.text === 'pop')) {
      cursor.next();
      let label: string | null = null;
      let pack: number | null = null;
      let at = word;
      while (cursor.take(',')) {
        at = cursor.peek();
        if (at.kind === 'name') label = cursor.next().text;
        else pack = number();
      }
      if (word.text === 'push') this.push(at, pack, label);
      else {
        this.pop(word, label);
        if (pack !== null) this.#set(at, pack);
      }
    } else if (word.text === 'show') cursor.next();
    else if (word.text === ')') this.now = null;
    else this.#set(word, number());
    cursor.expect(')', 'after #pragma pack(…');
  }
}
