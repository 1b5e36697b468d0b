import { describe, expect, test } from 'vitest';
import { layoutOf, parse } from '../../src/abi/index.ts';

/** Offset and size in bytes. */
type Place = [offset: number, size: number];

/** Size and alignment on x64 and on ia32, then the members' places on both; measured with mingw-w64. */
const MEASURED: [
  name: string,
  whole: [x64: Place, ia32: Place],
  members: Record<string, [x64: Place, ia32: Place]>,
][] = [
  [
    'OVERLAPPED',
    [
      [32, 8],
      [20, 4],
    ],
    {
      Internal: [
        [0, 8],
        [0, 4],
      ],
      InternalHigh: [
        [8, 8],
        [4, 4],
      ],
      Offset: [
        [16, 4],
        [8, 4],
      ],
      OffsetHigh: [
        [20, 4],
        [12, 4],
      ],
      Pointer: [
        [16, 8],
        [8, 4],
      ],
      hEvent: [
        [24, 8],
        [16, 4],
      ],
    },
  ],
  [
    'OVERLAPPED_ENTRY',
    [
      [32, 8],
      [16, 4],
    ],
    {
      lpCompletionKey: [
        [0, 8],
        [0, 4],
      ],
      lpOverlapped: [
        [8, 8],
        [4, 4],
      ],
      Internal: [
        [16, 8],
        [8, 4],
      ],
      dwNumberOfBytesTransferred: [
        [24, 4],
        [12, 4],
      ],
    },
  ],
  [
    'WSABUF',
    [
      [16, 8],
      [8, 4],
    ],
    {
      len: [
        [0, 4],
        [0, 4],
      ],
      buf: [
        [8, 8],
        [4, 4],
      ],
    },
  ],
  [
    'SOCKADDR_IN',
    [
      [16, 4],
      [16, 4],
    ],
    {
      sin_family: [
        [0, 2],
        [0, 2],
      ],
      sin_port: [
        [2, 2],
        [2, 2],
      ],
      sin_addr: [
        [4, 4],
        [4, 4],
      ],
      sin_zero: [
        [8, 8],
        [8, 8],
      ],
    },
  ],
  [
    'SOCKADDR_IN6',
    [
      [28, 4],
      [28, 4],
    ],
    {
      sin6_family: [
        [0, 2],
        [0, 2],
      ],
      sin6_port: [
        [2, 2],
        [2, 2],
      ],
      sin6_flowinfo: [
        [4, 4],
        [4, 4],
      ],
      sin6_addr: [
        [8, 16],
        [8, 16],
      ],
      sin6_scope_id: [
        [24, 4],
        [24, 4],
      ],
    },
  ],
  [
    'SOCKADDR_STORAGE',
    [
      [128, 8],
      [128, 8],
    ],
    {
      ss_family: [
        [0, 2],
        [0, 2],
      ],
    },
  ],
  [
    'LINGER',
    [
      [4, 2],
      [4, 2],
    ],
    {
      l_onoff: [
        [0, 2],
        [0, 2],
      ],
      l_linger: [
        [2, 2],
        [2, 2],
      ],
    },
  ],
  [
    'GUID',
    [
      [16, 4],
      [16, 4],
    ],
    {
      Data1: [
        [0, 4],
        [0, 4],
      ],
      Data2: [
        [4, 2],
        [4, 2],
      ],
      Data3: [
        [6, 2],
        [6, 2],
      ],
      Data4: [
        [8, 8],
        [8, 8],
      ],
    },
  ],
  [
    'WSADATA',
    [
      [408, 8],
      [400, 4],
    ],
    {
      wVersion: [
        [0, 2],
        [0, 2],
      ],
      wHighVersion: [
        [2, 2],
        [2, 2],
      ],
      iMaxSockets: [
        [4, 2],
        [390, 2],
      ],
      iMaxUdpDg: [
        [6, 2],
        [392, 2],
      ],
      lpVendorInfo: [
        [8, 8],
        [396, 4],
      ],
      szDescription: [
        [16, 257],
        [4, 257],
      ],
      szSystemStatus: [
        [273, 129],
        [261, 129],
      ],
    },
  ],
  [
    'IO_STATUS_BLOCK',
    [
      [16, 8],
      [8, 4],
    ],
    {
      Status: [
        [0, 4],
        [0, 4],
      ],
      Pointer: [
        [0, 8],
        [0, 4],
      ],
      Information: [
        [8, 8],
        [4, 4],
      ],
    },
  ],
  [
    'FILE_IO_COMPLETION_INFORMATION',
    [
      [32, 8],
      [16, 4],
    ],
    {
      KeyContext: [
        [0, 8],
        [0, 4],
      ],
      ApcContext: [
        [8, 8],
        [4, 4],
      ],
      'IoStatusBlock.Status': [
        [16, 4],
        [8, 4],
      ],
      'IoStatusBlock.Information': [
        [24, 8],
        [12, 4],
      ],
    },
  ],
  [
    'FILE_COMPLETION_INFORMATION',
    [
      [16, 8],
      [8, 4],
    ],
    {
      Port: [
        [0, 8],
        [0, 4],
      ],
      Key: [
        [8, 8],
        [4, 4],
      ],
    },
  ],
  [
    'LARGE_INTEGER',
    [
      [8, 8],
      [8, 8],
    ],
    {
      LowPart: [
        [0, 4],
        [0, 4],
      ],
      HighPart: [
        [4, 4],
        [4, 4],
      ],
      QuadPart: [
        [0, 8],
        [0, 8],
      ],
    },
  ],
  [
    'SECURITY_ATTRIBUTES',
    [
      [24, 8],
      [12, 4],
    ],
    {
      nLength: [
        [0, 4],
        [0, 4],
      ],
      lpSecurityDescriptor: [
        [8, 8],
        [4, 4],
      ],
      bInheritHandle: [
        [16, 4],
        [8, 4],
      ],
    },
  ],
  [
    'TRANSMIT_FILE_BUFFERS',
    [
      [32, 8],
      [16, 4],
    ],
    {
      Head: [
        [0, 8],
        [0, 4],
      ],
      HeadLength: [
        [8, 4],
        [4, 4],
      ],
      Tail: [
        [16, 8],
        [8, 4],
      ],
      TailLength: [
        [24, 4],
        [12, 4],
      ],
    },
  ],
  ...['HANDLE', 'SOCKET', 'ULONG_PTR'].map((name): (typeof MEASURED)[number] => [
    name,
    [
      [8, 8],
      [4, 4],
    ],
    {},
  ]),
  ...['BOOL', 'DWORD', 'ULONG', 'NTSTATUS'].map((name): (typeof MEASURED)[number] => [
    name,
    [
      [4, 4],
      [4, 4],
    ],
    {},
  ]),
];

describe('the structs of completion ports have the bytes that were measured', () => {
  for (const [index, abi] of (['win-x64', 'win-ia32'] as const).entries()) {
    test.each(MEASURED)(`on ${abi}: %s`, (name, whole, members) => {
      const type = parse('', abi).find(name);
      if (type === undefined) throw new Error(`${name} is not declared.`);
      const { size, align, parts, fields } = layoutOf(type, abi);
      expect([size, align]).toEqual(whole[index]);
      const places = Object.fromEntries(
        [...parts, ...fields].map((one) => [one.path, [one.offset, one.size]]),
      );
      for (const [path, place] of Object.entries(members)) {
        expect([path, places[path]]).toEqual([path, place[index]]);
      }
    });
  }

  test('OVERLAPPED_ENTRY is FILE_IO_COMPLETION_INFORMATION under other names', () => {
    const places = (name: string) => {
      const type = parse('', 'win-x64').find(name);
      if (type === undefined) throw new Error(`${name} is not declared.`);
      const { size, fields } = layoutOf(type, 'win-x64');
      // The status has 4 bytes of the 8 that Internal has; the byte count 8 where dwNumberOfBytesTransferred has 4.
      return { size, offsets: [...new Set(fields.map(({ offset }) => offset))] };
    };
    expect(places('OVERLAPPED_ENTRY')).toEqual(places('FILE_IO_COMPLETION_INFORMATION'));
  });
});
