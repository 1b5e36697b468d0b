import { describe, expect, test } from 'vitest';
import { Trouble } from './boot/trouble.mjs';
import { explain } from './explain.ts';

describe('an explanation in a terminal', () => {
  test('has a paragraph for each family, and the facts', async () => {
    const { stdout, stderr, exitCode } = await explain('0xC000020D', false);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const [forms, status, exit, ...rest] = stdout.trimEnd().split('\n\n');
    expect(forms).toBe('0xC000020D = 3221225997 = -1073741299');
    expect(status?.split('\n')).toEqual([
      'NTSTATUS: STATUS_CONNECTION_RESET',
      '  The peer reset the connection.',
      '  Severity: error: a dequeue returns FALSE',
      '  GetLastError: 64 ERROR_NETNAME_DELETED',
      '  After WSAGetOverlappedResult: 10054 WSAECONNRESET',
    ]);
    expect(exit).toMatch(/^Exit code of a process: STATUS_CONNECTION_RESET\n/);
    expect(rest.at(-1)).toMatch(/^Where the book meets it\n(?:.*\n)*? {2}RECV-6 {2,}\S/);
  });

  test('fits into 100 columns', async () => {
    for (const asked of ['0', '0x103', '10022', '317', '995', '258']) {
      const { stdout } = await explain(asked, false);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  test('says where it knows from what the book does not', async () => {
    expect((await explain('0xC000000E', false)).stdout).toMatch(/measured on Wine 8\.0\.\n$/);
    expect((await explain('0xC0000120', false)).stdout).not.toContain('measured');
    expect((await explain('433', false)).stdout).toContain('Win32: (no name in the tables)');
  });

  test('of a number that nobody names is a sentence, and exit code 1', async () => {
    expect(await explain('54321', false)).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^54321 .*\.\n$/),
      exitCode: 1,
    });
  });

  test('of what is no number is a trouble', async () => {
    await expect(explain('1e99', false)).rejects.toThrow(Trouble);
    await expect(explain('NO_SUCH_NAME_AT_ALL', true)).rejects.toThrow(Trouble);
  });
});

describe('an explanation as JSON', () => {
  test('has the shape that the architecture page promises', async () => {
    const { stdout, exitCode } = await explain('-1073741299', true);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      asked: '-1073741299',
      code: 0xc000_020d,
      hex: '0xC000020D',
      upper: null,
      entries: [
        {
          family: 'NTSTATUS',
          code: 0xc000_020d,
          names: ['STATUS_CONNECTION_RESET'],
          meaning: 'the peer reset the connection',
          note: null,
          severity: 'error',
          endsWait: false,
          win32: { code: 64, name: 'ERROR_NETNAME_DELETED' },
          winsock: { code: 10054, name: 'WSAECONNRESET' },
          elsewhere: null,
          from: 'book',
        },
        {
          family: 'exit code',
          code: 0xc000_020d,
          names: ['STATUS_CONNECTION_RESET'],
          running: false,
        },
      ],
      facts: { says: expect.arrayContaining(['RECV-6']), shows: expect.any(Array) },
    });
  });

  test('of a number that nobody names says so as well', async () => {
    const { stdout, stderr, exitCode } = await explain('54321', true);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    expect(JSON.parse(stdout)).toEqual({
      asked: '54321',
      unknown: expect.stringMatching(/\.$/),
    });
  });
});
