import type { Machine } from '../../kernel/machine.ts';
import type { EventLoop } from '../event-loop.ts';
import { type EchoClientsOptions, type EchoReport, echoClients, MANNERS } from './echo-clients.ts';
import { Folder, type FolderStep } from './folder-writer.ts';
import { PeerProcess } from './peer-process.ts';
import { type PipeReport, pipeClient } from './pipe-client.ts';
import { delayServer, echoServer } from './servers.ts';

/** Microseconds until somebody who was told to has changed a file. */
const A_STEP = 500;

/**
 * `@iocp/peers` for a simulated program: what `examples/peers` exports, as threads of a second process on the same machine,
 * on its clock and its loopback.
 */
export function peersOf(machine: Machine, loop: EventLoop) {
  return {
    MANNERS,
    async startDelayServer({ step }: { step: number }) {
      const peer = new PeerProcess(machine, loop, 'startDelayServer');
      const port = await peer.start<number>((thread, ready) => delayServer(thread, step, ready));
      return { port, close: () => peer.close() };
    },
    async startEchoServer() {
      const peer = new PeerProcess(machine, loop, 'startEchoServer');
      const port = await peer.start<number>(echoServer);
      return { port, close: () => peer.close() };
    },
    startEchoClients(options: EchoClientsOptions) {
      const peer = new PeerProcess(machine, loop, 'startEchoClients');
      const report = peer.start<EchoReport>((thread, done) => echoClients(thread, options, done));
      return { report, close: () => peer.close() };
    },
    startPipeClient(options: { path: string; messages: readonly string[] }) {
      const peer = new PeerProcess(machine, loop, 'startPipeClient');
      const report = peer.start<PipeReport>((thread, done) => pipeClient(thread, options, done));
      return { report, close: () => peer.close() };
    },
    async startFolderWriter(steps: readonly FolderStep[]) {
      const peer = new PeerProcess(machine, loop, 'startFolderWriter');
      const folder = await peer.start<Folder>(function* (thread, ready) {
        yield* thread.compute(A_STEP);
        ready(new Folder(machine, steps));
      });
      peer.onEnd(() => folder.remove());
      return {
        folder: folder.path,
        next: () => void machine.after(A_STEP, () => folder.next()),
        close: () => peer.close(),
      };
    },
  };
}
