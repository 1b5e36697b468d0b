/** A struct of the book, as Windows' headers or the ffi module declare it. */
export interface Preset {
  name: string;
  /** What there is to see in it. */
  why: string;
  source: string;
}

/** Every struct that the book takes apart. The tests compare them with what `src/abi` knows of Windows' headers. */
export const presets: readonly Preset[] = [
  {
    name: 'OVERLAPPED',
    why: 'A union in the middle: two numbers or one pointer over the same bytes.',
    source: `typedef struct _OVERLAPPED {
  ULONG_PTR Internal;
  ULONG_PTR InternalHigh;
  union {
    struct {
      DWORD Offset;
      DWORD OffsetHigh;
    };
    PVOID Pointer;
  };
  HANDLE hEvent;
} OVERLAPPED;
`,
  },
  {
    name: 'OVERLAPPED_ENTRY',
    why: 'Padding at its end, so that in an array the next one is aligned too.',
    source: `typedef struct _OVERLAPPED_ENTRY {
  ULONG_PTR lpCompletionKey;
  LPOVERLAPPED lpOverlapped;
  ULONG_PTR Internal;
  DWORD dwNumberOfBytesTransferred;
} OVERLAPPED_ENTRY;
`,
  },
  {
    name: 'WSABUF',
    why: 'A hole between the length and the pointer, on 64 bits.',
    source: `typedef struct _WSABUF {
  ULONG len;
  CHAR *buf;
} WSABUF;
`,
  },
  {
    name: 'SOCKADDR_IN',
    why: 'The same on every Windows; its port is in network order.',
    source: `typedef struct sockaddr_in {
  ADDRESS_FAMILY sin_family;
  USHORT sin_port;
  IN_ADDR sin_addr;
  CHAR sin_zero[8];
} SOCKADDR_IN;
`,
  },
  {
    name: 'WSADATA',
    why: 'Two orders: which one holds, the ABI decides.',
    source: `typedef struct WSAData {
  WORD wVersion;
  WORD wHighVersion;
#ifdef _WIN64
  unsigned short iMaxSockets;
  unsigned short iMaxUdpDg;
  char *lpVendorInfo;
  char szDescription[256 + 1];
  char szSystemStatus[128 + 1];
#else
  char szDescription[256 + 1];
  char szSystemStatus[128 + 1];
  unsigned short iMaxSockets;
  unsigned short iMaxUdpDg;
  char *lpVendorInfo;
#endif
} WSADATA;
`,
  },
  {
    name: 'OPERATION',
    why: 'The ffi module’s own: an OVERLAPPED first, our number behind it.',
    source: `typedef struct {
  OVERLAPPED overlapped;
  uint32_t context;
} OPERATION;
`,
  },
];
