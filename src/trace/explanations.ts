/** Why one value in a scene’s trace is another on the simulated Windows than on Wine, which differs from Windows there. */
export interface Explanation {
  /** `EXAMPLE/SCENE`. */
  scene: string;
  /** The function whose doing it is. */
  function: string;
  /** A value of an operation, such as `status`, or `stdout` for lines that the program prints. */
  field: 'stdout' | 'status' | 'bytes' | 'data' | `${'before' | 'during' | 'after'} › ${string}`;
  /** The values on both. Neither may be nothing: no explanation covers what is missing. */
  wine: string | number;
  sim: string | number;
  /** The fact that says so. */
  because: string;
}

const LIMIT = '13-threads-and-the-limit';
const WATCH = 'appendix-directory-watch';

/**
 * What ReadDirectoryChangesW wrote with both packets. On Windows each FILE_NOTIFY_INFORMATION begins at a multiple of 4;
 * on Wine right behind the name of the one before, which says 1e where Windows says 20, and leaves 2 bytes out.
 */
const CHANGES = {
  wine: [
    '000000000100000012000000640072006100660074002e0074007800740000000000010000001200',
    '00006e006f007400650073002e007400780074001e00000004000000120000006400720061006600',
    '74002e007400780074000000000005000000140000006c00650074007400650072002e0074007800',
    '74000000000002000000120000006e006f007400650073002e007400780074000000000002000000',
    '140000006c00650074007400650072002e00740078007400',
  ].join(''),
  sim: [
    '000000000100000012000000640072006100660074002e0074007800740000000000010000001200',
    '00006e006f007400650073002e007400780074002000000004000000120000006400720061006600',
    '74002e0074007800740000000000000005000000140000006c00650074007400650072002e007400',
    '780074000000000002000000120000006e006f007400650073002e00740078007400000000000200',
    '0000140000006c00650074007400650072002e00740078007400',
  ].join(''),
};

/** All there are. Each has to be met. */
export const explanations: readonly Explanation[] = [
  ...['main', 'limit-2'].flatMap((scene, at): Explanation[] => [
    {
      scene: `${LIMIT}/${scene}`,
      function: 'GetQueuedCompletionStatus',
      field: 'stdout',
      wine: 'Packets one by one: taken by threads 1, 2, 3, 4.',
      sim: 'Packets one by one: taken by threads 4, 4, 4, 4.',
      because: 'SCHED-1',
    },
    {
      scene: `${LIMIT}/${scene}`,
      function: 'GetQueuedCompletionStatus',
      field: 'stdout',
      wine: 'Handlers that compute: 4 at once; threads that took a packet: 4.\nThis kernel does not keep the limit.',
      sim: `Handlers that compute: ${at + 1} at once; threads that took a packet: ${at + 1}.`,
      because: 'SCHED-2',
    },
  ]),
  {
    scene: `${WATCH}/main`,
    function: 'ReadDirectoryChangesW',
    field: 'bytes',
    wine: 184,
    sim: 186,
    because: 'FILE-7',
  },
  {
    scene: `${WATCH}/main`,
    function: 'ReadDirectoryChangesW',
    field: 'data',
    ...CHANGES,
    because: 'FILE-7',
  },
];
