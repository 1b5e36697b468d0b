import type { Fact } from '../schema.ts';
import { page, wineTest } from '../sources.ts';

const once = { returned: null, error: 87 };

export const port: readonly Fact[] = [
  {
    id: 'PORT-4',
    statement:
      'A handle is associated with a port once. A second try fails, whatever the port and the key, the same port included.',
    observable:
      'CreateIoCompletionPort returns NULL, and the last error is 87, ERROR_INVALID_PARAMETER.',
    wine: null,
    sources: [
      page('fileio/createiocompletionport'),
      wineTest('dlls/kernel32/tests/sync.c', 'test_iocp_callback'),
    ],
    grade: 'tested on Windows',
    functions: ['CreateIoCompletionPort'],
    structs: [],
    related: ['PORT-5', 'PORT-11'],
    program: {
      windows: {
        prints: {
          'the same port': once,
          'the same port, another key': once,
          'another port': once,
        },
      },
    },
  },
];
