import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { callsOf, submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '10-accepting';
const hostile = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));

const range = (length: number) => Array.from({ length }, (_, index) => index + 1);

describeProgram('a server that accepts by completion', () => {
  it('serves each client, and stops when nothing but its accepts is under way', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    expect(lines).toEqual([
      'Listening, with 3 accepts under way.',
      ...range(4).map(
        (number) => `${number} is connected, from 127.0.0.1; AcceptEx wrote the same address.`,
      ),
      ...range(4).map((number) => `${number} has left; 192 bytes went back.`),
      'The clients are done, with 3 operations under way.',
      '4 connections, 768 bytes went back, 0 operations under way.',
      '4 of 4 clients were served right.',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('has three accepts under way however many clients come, and tells each socket of its listener', async () => {
    const { lines, code, trace } = await traced(EXAMPLE, ['--clients', '20', '--quiet']);
    expect(lines).toEqual([
      '20 connections, 3840 bytes went back, 0 operations under way.',
      '20 of 20 clients were served right.',
    ]);
    expect(code).toBe(0);

    const accepts = submissionsOf(trace).filter(({ begin }) => begin.function === 'AcceptEx');
    const statuses = accepts.map(({ packet }) => packet?.status?.toString(16));
    expect(statuses.filter((status) => status === '0')).toHaveLength(20);
    expect(statuses.filter((status) => status === 'c0000120')).toHaveLength(3);
    expect(new Set(accepts.map(({ operation }) => operation)).size).toBe(3);

    // In this order, or getpeername fails on Windows (CONN-6).
    const calls = [...callsOf(trace).values()].map(({ begin }) => begin);
    for (const { begin } of accepts.filter(({ packet }) => packet?.status === 0)) {
      const socket = begin.arguments.sAcceptSocket;
      const mine = calls.filter(
        ({ arguments: { s, FileHandle } }) =>
          JSON.stringify(s ?? FileHandle) === JSON.stringify(socket),
      );
      expect(mine.map((call) => call.function).slice(0, 4)).toEqual([
        'setsockopt',
        'getpeername',
        'CreateIoCompletionPort',
        'WSARecv',
      ]);
      expect(mine.at(-1)?.function).toBe('closesocket');
    }
  });

  it('lives with clients that reset, half-close, hang up, vanish or say a byte at a time', async () => {
    const { lines, stderr, code } = await run(EXAMPLE, [
      '--clients=18',
      '--manners=reset,half-close,hang-up,byte-by-byte,vanish,polite',
    ]);
    // One that resets or hangs up may be lost before it is accepted, and then it has no number.
    const whole = lines.filter((line) => /^\d+ has left; 192 bytes went back\.$/.test(line));
    expect(whole).toHaveLength(9);
    const vanished = lines.filter((line) => line.endsWith('was still there, and is let go.'));
    expect(vanished).toHaveLength(3);
    expect(lines.at(-2)).toMatch(
      /^1[2-8] connections, \d+ bytes went back, 0 operations under way\.$/,
    );
    expect(lines.at(-1)).toBe('9 of 18 clients were served right, 9 did not wait for it.');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('stops when nobody comes', async () => {
    const { lines, code } = await run(EXAMPLE, ['--clients', '0']);
    expect(lines.at(-2)).toBe('0 connections, 0 bytes went back, 0 operations under way.');
    expect(code).toBe(0);
  });

  it.each([
    ['--clients=-1', '--clients -1 is not a number from 0 to 500.'],
    ['--manners=polite,shy', '--manners shy is none of these: polite, half-close,'],
  ])('does not start with %s', async (option, sentence) => {
    const { lines, stderr, code } = await run(EXAMPLE, [option]);
    expect(lines).toEqual([]);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});

describeProgram('a client that connects by completion', () => {
  const client = { main: 'connect.ts' };

  it('sends its first bytes along, and their number is in the packet (CONN-8)', async () => {
    const { lines, stderr, code, trace } = await traced(EXAMPLE, [], client);
    expect(lines).toEqual([
      'Connected to 127.0.0.1, with 17 bytes sent along.',
      'It echoes: Is anybody there?',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [connected] = submissionsOf(trace);
    expect(connected).toMatchObject({
      begin: { function: 'ConnectEx', at: { step: 'submit' } },
      packet: { status: 0, bytes: 17 },
    });
    const names = [...callsOf(trace).values()].map(({ begin }) => begin.function);
    expect(names.indexOf('bind'), 'CONN-7').toBeLessThan(names.indexOf('ConnectEx'));
    expect(names.indexOf('setsockopt'), 'CONN-9').toBeLessThan(names.indexOf('getpeername'));
  });

  it.each([
    ['gone', /STATUS_CONNECTION_REFUSED/],
    // Whether the receive has begun by then is a race; Wine takes a reset that came before it for the end.
    ['reset', /STATUS_CONNECTION_RESET|WSAECONNRESET|WSAENOTCONN|closed after 0 of 17 bytes/],
    ['half a line', /the server closed after 9 of 17 bytes\./],
    ['too much', /the server says something else\./],
    ['silent', /STATUS_CANCELLED/],
  ])('tells in a sentence what a bad server did: %s', async (way, sentence) => {
    const { stderr, code, how } = await run(EXAMPLE, [], {
      ...client,
      peers: hostile,
      env: { HOSTILE: way },
    });
    expect(stderr).toMatch(/^There is no answer: [^\n]*\.\r?\n$/);
    expect(stderr).toMatch(sentence);
    expect({ how, code }).toEqual({ how: 'normal', code: 1 });
  });
});
