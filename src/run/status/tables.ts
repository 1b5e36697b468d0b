/**
 * Writes the tables in `src/status/tables`: names from mingw-w64's headers, and what becomes of each NTSTATUS from a
 * run on Wine. `npm run tables` writes them; tests compare.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { ROOT } from '../boot/paths.mjs';
import { Trouble, tell } from '../boot/trouble.mjs';
import { openKernel } from '../kernel/index.mjs';
import { MINGW_HEADERS, missingForMingwHeaders } from '../machine.ts';
import { type HeaderNames, type Names, namesFromHeaders } from './headers.ts';

/** Where the tables lie. */
const TABLES = path.join(ROOT, 'src', 'status', 'tables');

/** The program that asks a kernel. */
export const MEASURE = fileURLToPath(new URL('measure.ts', import.meta.url));

/** What RtlNtStatusToDosError says of a status that it does not know. */
const MR_MID_NOT_FOUND = 317;

const WSAEINVAL = 10022;

/** What RtlNtStatusToDosError and WSAGetOverlappedResult make of a status. */
interface Mapped {
  status: number;
  win32: number;
  winsock: number;
}

/** Reads what `measure.ts` printed. */
export function readMeasured(stdout: string): Mapped[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [status = '', win32, winsock] = line.split(' ');
      return {
        status: Number.parseInt(status, 16),
        win32: Number(win32),
        winsock: Number(winsock),
      };
    });
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(8, '0');

const rows = (names: Names, shown: (code: number) => string): string =>
  [...names].map(([code, all]) => `${shown(code)} ${all.join(' ')}`).join('\n');

const table = (doc: string, name: string, text: string): string =>
  `/** ${doc} Written by \`npm run tables\`. */\nexport const ${name} = \`\n${text}\n\`;\n`;

/** The files with names, by name. */
export function nameTables({
  version,
  ntstatus,
  win32,
  winsock,
}: HeaderNames): Map<string, string> {
  const from = `as mingw-w64 ${version} has it: number and names.`;
  return new Map([
    [
      'ntstatus.ts',
      table(`Every NTSTATUS of Windows’ headers, ${from} In hex.`, 'NTSTATUS', rows(ntstatus, hex)),
    ],
    [
      'win32.ts',
      table(`Every Win32 error of Windows’ headers, ${from}`, 'WIN32', rows(win32, String)),
    ],
    [
      'winsock.ts',
      table(`Every Winsock error of Windows’ headers, ${from}`, 'WINSOCK', rows(winsock, String)),
    ],
  ]);
}

/** The file with what becomes of each NTSTATUS. A line leaves out what the file's head says. */
export function measuredTable(kernel: string, all: readonly Mapped[]): string {
  const lines = all.flatMap(({ status, win32, winsock }) => {
    const usual = status >= 0x8000_0000 ? WSAEINVAL : win32;
    if (win32 === MR_MID_NOT_FOUND && winsock === usual) return [];
    return [`${hex(status)} ${win32}${winsock === usual ? '' : ` ${winsock}`}`];
  });
  return `/** The kernel that was asked. */
export const MEASURED_ON = '${kernel}';

${table(
  `What RtlNtStatusToDosError gives for an NTSTATUS, and what WSAGetOverlappedResult leaves as last error, as measured.
 * A status that is not here has ${MR_MID_NOT_FOUND}; the second number is left out when it is ${WSAEINVAL} for a warning or error, or the
 * first one for any other.`,
  'MEASURED',
  lines.join('\n'),
)}`;
}

/** Runs the program on Wine. */
export async function measure(): Promise<{ kernel: string; mapped: Mapped[] }> {
  const wine = await openKernel('wine');
  try {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const { code } = await wine.run({
      file: MEASURE,
      args: [],
      cwd: ROOT,
      timeoutSeconds: 60,
      onStdout: (bytes) => out.push(bytes),
      onStderr: (bytes) => err.push(bytes),
    });
    if (code !== 0) {
      throw new Trouble(
        `The program that asks Wine ended with exit code ${code}: ${Buffer.concat(err)}`,
      );
    }
    const { product, version } = await wine.describe();
    return {
      kernel: `${product} ${version.split(' ')[0]}`,
      mapped: readMeasured(Buffer.concat(out).toString()),
    };
  } finally {
    await wine.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const missing = missingForMingwHeaders();
    if (missing !== null) throw new Trouble(`The names cannot be read: ${missing}.`);
    for (const [file, text] of nameTables(namesFromHeaders(MINGW_HEADERS.x86_64))) {
      fs.writeFileSync(path.join(TABLES, file), text);
    }
    const { kernel, mapped } = await measure();
    fs.writeFileSync(path.join(TABLES, 'measured.ts'), measuredTable(kernel, mapped));
  } catch (error) {
    process.exitCode = tell(error);
  }
}
