import fs from 'node:fs';
import path from 'node:path';

/** Names by number, in the order of the headers. */
export type Names = Map<number, string[]>;

/** The numbers that Windows' headers name, as mingw-w64 has them. */
export interface HeaderNames {
  /** Of mingw-w64, such as `10.0.0`. */
  version: string;
  ntstatus: Names;
  win32: Names;
  winsock: Names;
}

/** Names that mingw-w64 10 took from a page of Microsoft’s with a wrong number; the Windows SDK has these. */
const CORRECTED: Readonly<Record<string, number>> = {
  STATUS_PKU2U_CERT_FAILURE: 0xc000_042f,
  STATUS_GRAPHICS_DRIVER_MISMATCH: 0xc01e_0009,
};

/** What a `#define` without parameters stands for, as text, without its comment. */
function defines(text: string): { name: string; body: string }[] {
  return [...text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\S.*)$/gm)].map(
    ([, name = '', body = '']) => ({
      name,
      body: body.replace(/\s*(?:\/\*.*|\/\/.*)$/, '').trim(),
    }),
  );
}

/** Collects names; a name that is there twice has to stand for one number. */
function collect(pairs: { name: string; code: number }[]): Names {
  const codes = new Map<string, number>();
  const names: Names = new Map();
  for (const { name, code } of pairs) {
    const before = codes.get(name);
    if (before !== undefined) {
      if (before !== code) throw new Error(`${name} is both ${before} and ${code}.`);
      continue;
    }
    codes.set(name, code);
    names.set(code, [...(names.get(code) ?? []), name]);
  }
  return new Map([...names].sort(([a], [b]) => a - b));
}

/** A define that is another name, in parentheses or not, with or without `+ 0`. */
const aliasOf = (body: string): string | undefined => /^\(*(\w+)\)*(?: \+ 0\))?$/.exec(body)?.[1];

/**
 * Follows defines that name another one.
 *
 * @param known numbers of names, to which it adds
 */
function addAliases(
  known: Map<string, number>,
  among: { name: string; body: string }[],
): { name: string; code: number }[] {
  return among.flatMap(({ name, body }) => {
    const code = known.get(aliasOf(body) ?? '');
    if (code === undefined || known.has(name)) return [];
    known.set(name, code);
    return [{ name, code }];
  });
}

/**
 * Reads the names of NTSTATUS, Win32 and Winsock numbers from the headers of mingw-w64.
 *
 * Win32 are the 16-bit numbers of winerror.h and WAIT_IO_COMPLETION, which GetQueuedCompletionStatusEx leaves as
 * last error; HRESULTs are none, even if they are called ERROR_. Winsock are the WSA names, which are sums
 * with WSABASEERR or other names for Win32 numbers.
 *
 * @param folder where winerror.h lies
 * @throws {Error} when a name stands for two numbers
 */
export function namesFromHeaders(folder: string): HeaderNames {
  const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
  const winerror = defines(read('winerror.h'));
  const winbase = defines(read('winbase.h'));

  const statuses = [
    ...defines(read('ntstatus.h')),
    ...defines(read('winnt.h')).filter(({ name }) => /^(?:STATUS|DBG)_/.test(name)),
  ].flatMap(({ name, body }) => {
    const [, hex] = /^\(\((?:NTSTATUS|DWORD) ?\) ?(0x[0-9A-Fa-f]{8})(?:L|l)?\)$/.exec(body) ?? [];
    return hex === undefined ? [] : [{ name, code: CORRECTED[name] ?? Number(hex) }];
  });
  const statusByName = new Map(statuses.map(({ name, code }) => [name, code]));
  statuses.push(
    ...addAliases(statusByName, [
      ...defines(read('ntstatus.h')),
      ...winbase,
      ...defines(read('minwinbase.h')),
    ]),
  );

  const errors = winerror.flatMap(({ name, body }) => {
    const [, digits] = /^__MSABI_LONG\((\d+|0x[0-9A-Fa-f]+)\)$/.exec(body) ?? [];
    const code = Number(digits);
    return digits === undefined || code > 0xffff ? [] : [{ name, code }];
  });
  const errorByName = new Map(errors.map(({ name, code }) => [name, code]));
  errors.push(...addAliases(errorByName, winerror));
  errors.push({
    name: 'WAIT_IO_COMPLETION',
    code: statusByName.get('WAIT_IO_COMPLETION') as number,
  });

  const winsock = [
    ...defines(read(path.join('psdk_inc', '_wsa_errnos.h'))),
    ...winerror,
    ...defines(read('winsock2.h')),
  ].filter(({ name }) => name.startsWith('WSA'));
  const base = Number(winsock.find(({ name }) => name === 'WSABASEERR')?.body);
  const sockets = winsock.flatMap(({ name, body }) => {
    const [, more] = /^\(WSABASEERR ?\+ ?(\d+) *\)$/.exec(body) ?? [];
    return more === undefined ? [] : [{ name, code: base + Number(more) }];
  });
  const socketByName = new Map(sockets.map(({ name, code }) => [name, code]));
  sockets.push(...addAliases(socketByName, winsock));
  const win32Names = new Map([...errorByName].filter(([name]) => name.startsWith('ERROR_')));
  sockets.push(...addAliases(win32Names, winsock));

  const [major, minor, patch] = ['MAJOR', 'MINOR', 'BUGFIX'].map(
    (part) =>
      defines(read('_mingw_mac.h')).find(({ name }) => name === `__MINGW64_VERSION_${part}`)?.body,
  );
  return {
    version: `${major}.${minor}.${patch}`,
    ntstatus: collect(statuses),
    win32: collect(errors),
    winsock: collect(sockets),
  };
}
