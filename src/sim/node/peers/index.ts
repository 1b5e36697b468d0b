import type { Machine } from '../../kernel/machine.ts';
import type { EventLoop } from '../event-loop.ts';
import { type EchoClientsOptions, type EchoReport, echoClients, MANNERS } from './echo-clients.ts';
import { PeerProcess } from './peer-process.ts';
import { delayServer, echoServer } from './servers.ts';

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
  };
}
