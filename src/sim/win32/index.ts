import type { Prototype } from '../../abi/prototypes/index.ts';
import type { Process } from '../kernel/process.ts';
import { kernel32Directories } from './kernel32-directories.ts';
import { kernel32Events } from './kernel32-events.ts';
import { kernel32Files } from './kernel32-files.ts';
import { kernel32Handles } from './kernel32-handles.ts';
import { kernel32Modules } from './kernel32-modules.ts';
import { kernel32Pipes } from './kernel32-pipes.ts';
import { kernel32Ports } from './kernel32-ports.ts';
import { kernel32Threads } from './kernel32-threads.ts';
import { bindAll, type Code } from './libraries.ts';
import { mswsock } from './mswsock.ts';
import { ntdll } from './ntdll.ts';
import { ws2Options } from './ws2_32-options.ts';
import { ws2Receives } from './ws2_32-receives.ts';
import { ws2Results } from './ws2_32-results.ts';
import { ws2Sends } from './ws2_32-sends.ts';
import { ws2Sockets } from './ws2_32-sockets.ts';

/** Every function that the simulated Windows has. Each table is of one library and one subject. */
const code: readonly Code[] = [
  kernel32Ports,
  kernel32Handles,
  kernel32Events,
  kernel32Threads,
  kernel32Modules,
  kernel32Files,
  kernel32Pipes,
  kernel32Directories,
  ntdll,
  ws2Sockets,
  ws2Options,
  ws2Receives,
  ws2Sends,
  ws2Results,
  mswsock,
].flatMap(bindAll);

const of = (library: Prototype['library']) => code.filter((one) => one.library === library);

/** What mswsock.dll exports; ConnectEx and DisconnectEx are in it without a name and are found by WSAIoctl only. */
const EXPORTED_BY_MSWSOCK = ['AcceptEx', 'GetAcceptExSockaddrs'];

/** Loads Windows' libraries into a new process, as they are in one of Node's. */
export function loadLibraries(process: Process): void {
  for (const library of ['ntdll.dll', 'kernel32.dll', 'ws2_32.dll'] as const) {
    process.code.load(library, of(library));
  }
  process.code.load('mswsock.dll', of('mswsock, by WSAIoctl'), (name) =>
    EXPORTED_BY_MSWSOCK.includes(name),
  );
}
