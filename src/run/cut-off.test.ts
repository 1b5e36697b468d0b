import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

import { isolated, missingForIsolation } from './machine.ts';

const reason = missingForIsolation();
if (reason !== null) console.log(`No network is cut off here: ${reason}`);

/** Runs a line of JavaScript with the network cut off. */
function cutOff(code: string, before?: string) {
  const [program = '', ...args] = isolated([process.execPath, '-e', code], before);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

/** Tries a connection, and prints what came of it. */
const connecting = (host: string, port: string | number = 80) => `
  require('net').connect(${port}, '${host}')
    .on('connect', () => { console.log('connected'); process.exit(); })
    .on('error', ({ code }) => console.log(code));`;

describe.skipIf(reason !== null)('a network that is cut off', () => {
  test.each(['192.0.2.1', '1.1.1.1'])('has no way to %s', (host) => {
    expect(cutOff(connecting(host))).toEqual({ status: 0, said: 'ENETUNREACH\n' });
  });

  test('has no way out by IPv6', () => {
    expect(cutOff(connecting('2001:db8::1')).said).toMatch(/^E[A-Z]+\n$/);
  });

  test('has loopback', () => {
    expect(
      cutOff(`const server = require('net').createServer().listen(0, '127.0.0.1', () => {
        ${connecting('127.0.0.1', 'server.address().port')}
      });`),
    ).toEqual({ status: 0, said: 'connected\n' });
  });

  test('gives the exit code of what ran in it', () => {
    expect(cutOff('process.exitCode = 7')).toEqual({ status: 7, said: '' });
  });

  test.each([
    [
      'something else can be reached in it',
      'ip link set lo up && ip addr add 192.0.2.1/32 dev lo',
      'The network is not cut off: there is a way to 192.0.2.1.\n',
    ],
    [
      'its loopback is down',
      'true',
      'Loopback is not up, and the programs talk to their peers over it.\n',
    ],
  ])('runs nothing when %s', (_, before, said) => {
    expect(cutOff("console.log('ran')", before)).toEqual({ status: 2, said });
  });

  test('runs nothing when something else can be reached in it by IPv6', (context) => {
    const up = 'ip link set lo up';
    const seen = cutOff("console.log(require('os').networkInterfaces().lo)", up);
    if (!seen.said.includes('IPv6')) context.skip('IPv6 is switched off here');
    const { status, said } = cutOff(
      "console.log('ran')",
      `${up} && ip addr add 2001:db8::1/128 dev lo nodad`,
    );
    expect(said).toBe('The network is not cut off: there is a way to 2001:db8::1.\n');
    expect(status).toBe(2);
  });
});
