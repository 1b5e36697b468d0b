import type { Erratum } from './schema.ts';

/** In the program of the original chapter. */
export const bugs: readonly Erratum[] = [
  {
    id: 'E1',
    original:
      '`events.set_len(res as usize)` takes what the dequeue returns for the number of packets.',
    truth:
      'What it returns is a BOOL, 1 for any number of packets. The number is in `entries_removed`, which is never read. Where one call brings several packets, all but the first are lost, and the loop waits for them without end. In the chapter the answers come a second apart, one packet at a time, and 1 happens to be the count.',
    known:
      'We sent five answers at one moment: the program printed one line and hung. With `entries_removed` in that place it printed all five. Compiled with rustc 1.63 and run on Wine 8.0; our translation into TypeScript does the same there and on the simulated Windows.',
    facts: ['EX-2', 'EX-1'],
    belief: 'M02',
    program: '07-five-slow-answers/the-express-version-at-once',
  },
  {
    id: 'E2',
    original: 'Every entry is printed as `RECEIVED`, whatever became of its operation.',
    truth:
      'The dequeue says TRUE for receives that failed, too. Each entry carries a status of its own, and a byte count, of which 0 means that the peer has left.',
    known:
      'A server that reset all five connections: the program, with its count mended, still printed five `RECEIVED` lines and FINISHED, on Wine 8.0.',
    facts: ['EX-5', 'RECV-5', 'RECV-6'],
    belief: 'M17',
    program: '09-two-event-loops/failed-entries',
  },
  {
    id: 'E3',
    original:
      'Where WSARecv succeeds at once, a comment says that nothing has to be queued, and that the case is left out.',
    truth:
      'A packet is queued in that case as in any other, unless the handle was told to skip it. The code is right because it does nothing there. Whoever follows the comment and handles the data on the spot handles it twice.',
    known: 'By Wine’s tests, which run on Windows, and by a program of each fact.',
    facts: ['SKIP-3', 'RECV-3', 'OV-13'],
    belief: 'M03',
    program: '06-three-ways-to-start/handled-twice',
  },
  {
    id: 'E4',
    original: '`pub type BOOL = bool;`',
    truth:
      'A BOOL of Win32 is an integer of 32 bits, and Rust’s `bool` is one byte. The last argument of the dequeue is passed on the stack, and Windows reads four bytes of which the program wrote one.',
    known: 'The compiler’s own assembly before the call stores a single byte, `movb $0, 40(%rsp)`.',
    facts: ['FFI-1'],
  },
  {
    id: 'E5',
    original:
      'The type of a completion routine is a pointer to a function pointer, without parameters.',
    truth:
      'It is itself a pointer to a function, and the function takes four arguments: the error, the byte count, the OVERLAPPED and flags. The program always passes null, so nothing goes wrong.',
    known: 'By winsock2.h, and by Microsoft’s page on WSARecv.',
    facts: [],
  },
  {
    id: 'E6',
    original: '`#[link(name = "Kernel32")]` stands above all five functions.',
    truth:
      'WSARecv and WSAGetLastError live in ws2_32.dll. The program links because Rust’s standard library brings that one along. The capital K fails where file names know the difference.',
    known:
      'The import library of kernel32 has neither name, that of ws2_32 has both. On Linux the linker answers “cannot find -lKernel32”.',
    facts: ['FFI-5'],
  },
  {
    id: 'E7',
    original: '`extern "stdcall"`',
    truth:
      'That is how 32-bit Windows calls its functions. 64-bit Windows has one convention for all; `extern "system"` means the right one on both.',
    known:
      'By the Rust reference. On 64-bit targets the compiler lets it pass, and the calls are right.',
    facts: [],
  },
  {
    id: 'E8',
    original: '`panic!(std::io::Error::last_os_error())`',
    truth:
      'Since Rust’s edition of 2021 `panic!` wants its format as a literal text first. With the edition of 2018, which was the newest then, it is a warning.',
    known: 'By rustc 1.63: five errors with the edition of 2021, warnings with that of 2018.',
    facts: [],
  },
  {
    id: 'E9',
    original: 'The complete listing at the end opens `mod ffi {` and never closes it.',
    truth:
      'One brace is missing, so the listing does not compile as it is printed. The first listing lacks it as well.',
    known: 'We counted 39 opening braces and 38 closing ones, and rustc says “unclosed delimiter”.',
    facts: [],
  },
  {
    id: 'E10',
    original: '`pub type ULONG_PTR = *mut usize;`',
    truth:
      'A ULONG_PTR is a number as wide as a pointer, and no pointer. The size is right, but `Internal`, which holds a status, `InternalHigh`, which holds a byte count, and the completion key all look like addresses, and the example cannot read any of them.',
    known: 'By basetsd.h, and by the layout of OVERLAPPED and OVERLAPPED_ENTRY.',
    facts: ['FFI-2', 'OV-2'],
    belief: 'M14',
  },
  {
    id: 'E11',
    original:
      'The operations stand in a growing list, and Windows is given the addresses of its elements.',
    truth:
      'It works because there is room for five and five are put there. A sixth would move them all, and Windows would write to where they were. Each operation needs memory that stays.',
    known:
      'By the rule of ownership. The libraries mio and miow give every operation an allocation of its own.',
    facts: ['OV-9'],
    belief: 'M09',
    program: '04-lending-memory/moved',
  },
  {
    id: 'E12',
    original:
      'Between the first receive and the last answer every error ends the program by `panic!`.',
    truth:
      'On the way out Rust frees the list of operations and the buffers, and Windows may still write into both. They have to live until their packets are dequeued, also where something fails.',
    known: 'By the rule of ownership, and by reading the code.',
    facts: ['OV-9', 'CANC-7'],
    belief: 'M19',
  },
  {
    id: 'E13',
    original: '`Vec::with_capacity(1024)` is the buffer of each receive.',
    truth:
      'Its length is 0 and stays 0, since nobody tells it how many bytes have come. So what was received can never be read.',
    known: 'By reading the code: the byte count of an entry is a private field and is never used.',
    facts: ['RECV-2'],
  },
  {
    id: 'E14',
    original: 'Each connection gets one receive.',
    truth:
      'A receive is over as soon as any data has come, be it half of a header. A client starts the next one, until one ends with 0 bytes.',
    known: 'By Wine’s tests and the programs of the facts.',
    facts: ['RECV-2', 'RECV-5'],
    belief: 'M28',
  },
  {
    id: 'E15',
    original: '`stream.set_nonblocking(true)`',
    truth:
      'It changes nothing for overlapped calls on an overlapped socket, which never wait. It belongs to the other way of working, readiness, and suggests that this is one.',
    known: 'By a program that receives on a socket in either mode.',
    facts: ['RECV-12'],
  },
  {
    id: 'E16',
    original: 'Five clients connect and send one after the other, each call waiting for its end.',
    truth:
      'So the later delays begin later, and 5, 4, 3, 2, 1 is likely and promised by nobody: the port keeps the order in which operations complete, whatever it is.',
    known: 'By reading the code, and by the fact on the order of packets.',
    facts: ['GQ-10'],
    belief: 'M21',
    program: '07-five-slow-answers/submit-order',
  },
];
