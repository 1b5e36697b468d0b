import { describe, expect, it } from 'vitest';
import type { Entry } from '../../kernel/disk.ts';
import { testLoop } from '../testing.ts';
import type { EchoReport } from './echo-clients.ts';
import { peersOf } from './index.ts';

function peers(seed = 1) {
  const { machine, loop, run } = testLoop(seed);
  return { machine, run, ...peersOf(machine, loop) };
}

describe('the peers of a simulated program', () => {
  it('are served by each other, whatever their manners', async () => {
    const { startEchoServer, startEchoClients, MANNERS, run } = peers();
    let report: EchoReport | undefined;
    void (async () => {
      const server = await startEchoServer();
      const clients = startEchoClients({
        port: server.port,
        clients: 12,
        rounds: 3,
        bytes: 100,
        manners: MANNERS,
      });
      report = await clients.report;
      await clients.close();
      await server.close();
    })();
    expect(await run()).toBe('done');
    expect(report).toEqual({ served: 6, rude: 6, problems: [] });
  });

  it('say which of them got no answer, and why', async () => {
    const { startDelayServer, startEchoClients, run } = peers();
    let report: EchoReport | undefined;
    void (async () => {
      // It is no echo server, and closes when it does not understand.
      const server = await startDelayServer({ step: 1 });
      const options = { port: server.port, clients: 2, rounds: 1, bytes: 0 };
      const clients = startEchoClients({ ...options, bytes: 10 });
      report = await clients.report;
      await clients.close();
      await server.close();
      const nobody = startEchoClients({ ...options, clients: 1 });
      report.problems.push(...(await nobody.report).problems);
      await nobody.close();
    })();
    expect(await run()).toBe('done');
    expect(report?.served).toBe(0);
    expect(report?.problems).toEqual([
      'client 1: the server was silent for 10 seconds',
      'client 2: the server was silent for 10 seconds',
      expect.stringMatching(/^client 1: connect ECONNREFUSED 127\.0\.0\.1:\d+$/),
    ]);
  });

  it('can write to a folder, step by step, and leave nothing behind', async () => {
    const { machine, startFolderWriter, run } = peers();
    const told: string[] = [];
    let folder = '';
    void (async () => {
      const writer = await startFolderWriter([
        { make: 'a' },
        { rename: 'a', to: 'b' },
        { make: 'c' },
        { remove: 'b' },
      ]);
      folder = writer.folder;
      machine.disk.watch(machine.disk.at(folder) as Entry, false, (changes) => {
        for (const { action, name } of changes) told.push(`${action} ${name}`);
      });
      for (let step = 0; step < 5; step++) writer.next();
      await writer.close();
    })();
    expect(await run()).toBe('done');
    expect(told).toEqual(['1 a', '4 a', '5 b', '1 c', '2 b', '2 c']);
    expect(typeof machine.disk.at(folder)).toBe('number');
  });
});
