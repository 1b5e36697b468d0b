import type { Erratum } from './schema.ts';

/** In the program of the original chapter. */
export const bugs: readonly Erratum[] = [
  {
    id: 'E1',
    original:
      '`events.set_len(res as usize)` takes what the dequeue returns for the number of packets.',
    truth:
      'What it returns is a BOOL, 1 for any number of packets. The number is in `entries_removed`, which is never read. In Rust `set_len` says how many elements of a list are there; so where one call brings several packets, all but the first are lost, and the loop waits for them without end. In the chapter the answers come a second apart, one packet at a time, and 1 happens to be the count.',
    known:
      'We sent five answers at one moment: the program printed one line and hung. With `entries_removed` in that place it printed all five and FINISHED. Compiled with rustc 1.63 and run on Wine 8.0; our translation into TypeScript does the same there and on the simulated Windows.',
    facts: ['EX-2', 'EX-1'],
    belief: 'M02',
    program: '07-five-slow-answers/the-express-version-at-once',
  },
  {
    id: 'E2',
    original: 'Every entry is printed as `RECEIVED`, whatever became of its operation.',
    truth:
      'The dequeue says TRUE for receives that failed, too. Each entry carries a status of its own, and a byte count, of which 0 after a success means that the peer has closed.',
    known:
      'Our server reset all five connections, and the program, with its count mended, still printed five `RECEIVED` lines and FINISHED. Compiled with rustc 1.63 and run on Wine 8.0.',
    facts: ['EX-5', 'RECV-5', 'RECV-6'],
    belief: 'M17',
    program: '09-two-event-loops/failed-entries',
  },
  {
    id: 'E3',
    original:
      'Where WSARecv succeeds at once, a comment says that nothing has to be queued, and that the case is left out.',
    truth:
      'A packet is queued in that case as in any other, unless the handle was told to skip it. The code itself is right: it does nothing there, and counts the operation like the others. But whoever follows the comment and handles the data on the spot handles it twice.',
    known:
      'By Wine’s tests, which run on Windows, by a program of each fact, and by Raymond Chen, who wrote of it on 8 October 2010.',
    facts: ['SKIP-3', 'RECV-3', 'OV-13'],
    belief: 'M03',
    program: '06-three-ways-to-start/handled-twice',
  },
  {
    id: 'E4',
    original: '`pub type BOOL = bool;` is how the dequeue’s last argument is declared.',
    truth:
      'A BOOL of Win32 is an integer of 32 bits, and Rust’s `bool` is one byte. The sixth argument of a call is passed on the stack, and Windows may read four bytes there, of which the program wrote one. If the others are not 0 by chance, `false` arrives as TRUE, and an APC may end the wait. Here nobody queues one. The BOOLs that are returned are declared as `i32`, and that is right.',
    known: 'The assembly that rustc 1.63 made stores a single byte, `movb $0, 40(%rsp)`.',
    facts: ['FFI-1', 'EX-7'],
  },
  {
    id: 'E5',
    original:
      'The type of a completion routine is a pointer to a function pointer, without parameters.',
    truth:
      'It is a pointer to a function, and the function takes four arguments: the error, the byte count, the OVERLAPPED and flags. In Rust a function type is a pointer already, so the `*const` before it is one too many. The program always passes null, so nothing goes wrong.',
    known: 'By winsock2.h, as mingw-w64 has it, and by Microsoft’s page on WSARecv.',
    facts: [],
  },
  {
    id: 'E6',
    original: '`#[link(name = "Kernel32")]` stands above all five functions.',
    truth:
      'The line tells Rust which library to link. WSARecv and WSAGetLastError live in another, ws2_32.dll. The program links because Rust’s standard library brings that one along. The capital K fails where file names tell K from k.',
    known:
      'By mingw-w64: its import library of kernel32 has neither name, that of ws2_32 has both. On Linux its linker answers “cannot find -lKernel32”.',
    facts: ['FFI-5'],
  },
  {
    id: 'E7',
    original: '`extern "stdcall"` is how the functions are said to be called.',
    truth:
      'That is how 32-bit Windows calls its functions; 64-bit Windows has another way. With `extern "system"` Rust takes the right one on both. For 64-bit Windows the compiler reads the one as the other, so the calls are right.',
    known: 'By the Rust reference, and by a comment in the compiler’s own source.',
    facts: [],
  },
  {
    id: 'E8',
    original: '`panic!(std::io::Error::last_os_error())` is what ends the program after an error.',
    truth:
      'Since Rust’s edition of 2021 `panic!` wants a literal text first, and the program does not compile. With the edition of 2018, which was the newest then, that is a warning, and the message of the error is lost: what is printed is `Box<dyn Any>`. `panic!("{}", …)` does well in both.',
    known:
      'By rustc 1.63: five errors with the edition of 2021, warnings with that of 2018. What is printed we saw with rustc 1.95, on Linux.',
    facts: [],
  },
  {
    id: 'E9',
    original: 'The complete listing opens `mod ffi {` and never closes it.',
    truth:
      'One brace is missing at the end, so the listing does not compile as it is printed. The same module, shown in two parts before, lacks it as well.',
    known:
      'We counted 39 opening braces and 38 closing ones, and rustc says “this file contains an unclosed delimiter”.',
    facts: [],
  },
  {
    id: 'E10',
    original: '`pub type ULONG_PTR = *mut usize;` makes a pointer of it.',
    truth:
      'A ULONG_PTR is a number as wide as a pointer, and no pointer. The size is right, but in the OVERLAPPED a status and a byte count look like addresses, and so does the completion key. In OVERLAPPED_ENTRY the status and the byte count are numbers, as they should be. Only, without `pub` they are private to the module, and `main` cannot read them.',
    known:
      'By basetsd.h, as mingw-w64 has it, and by the layouts of OVERLAPPED and OVERLAPPED_ENTRY.',
    facts: ['FFI-2', 'OV-2', 'EX-11'],
  },
  {
    id: 'E11',
    original:
      'The operations stand in a growing list, a `Vec`, and Windows is given the addresses of its elements.',
    truth:
      'It works because there is room for five and five are put there. A sixth may move them all, and Windows would write to where they were. Each operation needs memory that stays, in Rust a `Box`. The buffers are better off: each has memory of its own, which stays when their list moves.',
    known:
      'By the rule of ownership, and by Rust’s documentation of `Vec`. In mio 0.6, to which the chapter links, a socket’s OVERLAPPEDs stand in an allocation of its own, which lives as long as an operation needs it.',
    facts: ['OV-9'],
    belief: 'M09',
    program: '04-lending-memory/moved',
  },
  {
    id: 'E12',
    original:
      'Between the first receive and the last answer every error ends the program by `panic!` or `unwrap()`.',
    truth:
      'On the way out Rust frees what `main` owns, the last declared first: the buffers, then the operations, and only then the sockets. Windows may still write into what was freed. Here the process ends a moment later, and that hides it; in a program that goes on it would show. Memory that is lent has to live until its packet is dequeued, also where something fails.',
    known:
      'By the rule of ownership, and by the order in which Rust drops variables, which we saw with rustc 1.95.',
    facts: ['OV-9', 'SCLOSE-1'],
  },
  {
    id: 'E13',
    original: '`Vec::with_capacity(1024)` is the buffer of each receive.',
    truth:
      'It has room for 1024 bytes and a length of 0, and the length stays 0, since nobody tells it how many bytes have come. To Rust the list is empty, whatever Windows has written there. After the packet `set_len` with its byte count would make the bytes visible.',
    known:
      'By Rust’s documentation of `Vec`, and by a few lines with rustc 1.95: the byte is written, and the length is still 0.',
    facts: ['RECV-2', 'EX-11'],
  },
  {
    id: 'E14',
    original: 'Each connection gets one receive.',
    truth:
      'A receive is over as soon as any data has come, be it half of a header. A client handles what it got and starts the next one, until one ends with 0 bytes. The request is made for that: it asks the server to close when it has answered.',
    known: 'By Wine’s tests, which run on Windows, and by the programs of the facts.',
    facts: ['RECV-2', 'RECV-5'],
  },
  {
    id: 'E15',
    original: '`stream.set_nonblocking(true)` comes before the receive.',
    truth:
      'It changes nothing for overlapped calls on an overlapped socket, which never wait, and Rust’s sockets are overlapped. It belongs to the other way of working, readiness, and suggests that this is one.',
    known:
      'By Wine’s tests, which run on Windows, and by the program of the fact: without data `recv` fails with 10035 on such a socket, and an overlapped WSARecv pends as ever.',
    facts: ['RECV-12', 'RECV-13'],
  },
  {
    id: 'E16',
    original: 'Five clients connect and send one after the other, each call waiting for its end.',
    truth:
      'So the later delays begin later. The answers come as 5, 4, 3, 2, 1 as long as less than a second passes from one request to the next, and nobody promises that. The port adds no order of its own: packets leave it as the operations completed.',
    known: 'By reading the code, and by the fact on the order of packets.',
    facts: ['GQ-10'],
    belief: 'M21',
    program: '07-five-slow-answers/submit-order',
  },
];
