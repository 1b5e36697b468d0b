/** Something in which the simulated koffi is not like the real one. */
export interface Difference {
  readonly name: string;
  /** What koffi 3.3.4 does. */
  readonly real: string;
  /** What ours does. */
  readonly ours: string;
  /** What a program reads when it meets the difference; null where nothing is said. */
  readonly sentence: RegExp | null;
}

/**
 * All known differences between the simulated koffi and the real one. Everything else that the tests compare is the
 * same, to the words of the errors.
 */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'a view of a part',
    real: 'koffi.view takes any address and any length.',
    ours: 'It takes an allocation as a whole, from its first byte; slices of that show the parts.',
    sentence:
      /^koffi\.view was asked for .* take koffi\.view\(base, size\) of all of it, and slices of that\.$/,
  },
  {
    name: 'two views of the same memory',
    real: 'Each koffi.view makes a new ArrayBuffer.',
    ours: 'All of them are the same ArrayBuffer. It stays as it was after koffi.free, as long as the program has it.',
    sentence: null,
  },
  {
    name: 'memory that threads share',
    real: 'koffi.view gives an ArrayBuffer, and a SharedArrayBuffer is no pointer.',
    ours: 'In Node, where a program may start threads, koffi.view gives a SharedArrayBuffer, which is taken as a pointer too. In a browser it gives an ArrayBuffer.',
    sentence: null,
  },
  {
    name: 'an address where nothing is',
    real: 'Reading or writing it ends the process, or hits whatever lies there.',
    ours: 'It ends the program, and a sentence names the address, as soon as one byte is outside of an allocation.',
    sentence: /^Access violation: (?:read|write) at address 0x[0-9A-F]{16}, .*\.$/,
  },
  {
    name: 'memory that was freed',
    real: 'Reading it gives whatever is there by then, and another allocation may have its address.',
    ours: 'Reading or writing it ends the program, with a sentence. No address is given out twice.',
    sentence: /^Access violation: read at address .* that was freed\.$/,
  },
  {
    name: 'a wrong free',
    real: 'An address that koffi.alloc did not give, or a second free, ends the process or damages its heap.',
    ours: 'It throws.',
    sentence:
      /^koffi\.free was given 0x[0-9A-F]{16}, .* \(STATUS_HEAP_CORRUPTION\); free each allocation once, .*\.$/,
  },
  {
    name: 'an integer member that is no number',
    real: 'The process is aborted, without a word.',
    ours: 'It throws what koffi says of such a value everywhere else.',
    sentence: /^Unexpected \w+ value, expected number$/,
  },
  {
    name: 'a pointer that was declared before its struct was complete',
    real: 'Elements of an array for such a pointer all lie on top of each other, for their size was 0 when it was declared.',
    ours: 'They lie one behind the other.',
    sentence: null,
  },
  {
    name: 'an array counted by a member, and another array of the same type and length',
    real: 'Both are counted by the member from then on, also where the struct has none of that name.',
    ours: 'Only the one that was declared so is.',
    sentence: null,
  },
  {
    name: 'an array of something incomplete',
    real: 'The process ends (it divides by the size 0).',
    ours: 'It throws.',
    sentence: /^An array needs elements of a known size, and .* has none: .*\.$/,
  },
  {
    name: 'an _Out_ struct that is no object',
    real: 'The function is not called, and the call returns null.',
    ours: 'It throws what koffi says of such a value for a struct that is copied in.',
    sentence: /^Unexpected \w+ value, expected object$/,
  },
  {
    name: 'a function of JavaScript’s that is called after its call has returned',
    real: 'koffi notices and throws, if nobody has its slot by then.',
    ours: 'No code is at its address any more. Register what C keeps (koffi.register).',
    sentence: null,
  },
  {
    name: 'a function that is not there',
    real: 'An error names it.',
    ours: 'So it does here, but the libraries have only what this workbook is about, and the error says which of them has it not.',
    sentence:
      /^Cannot find (?:function|symbol) '.+' in shared library: the simulated .+ has none of that name\.$/,
  },
  {
    name: 'functions by ordinal',
    real: 'On Windows lib.func takes a number for a name.',
    ours: 'It throws.',
    sentence:
      /^The simulated libraries know their functions by name, so ordinal \d+ finds none\. .*\.$/,
  },
  {
    name: 'functions of a library that was unloaded',
    real: 'Calling one that was taken before ends the process.',
    ours: 'Those that were taken before go on working.',
    sentence: null,
  },
  {
    name: 'koffi.os.errno, koffi.node.env and koffi.node.poll',
    real: 'They give the numbers of errno.h, the environment of Node-API, and a watch of libuv’s on a descriptor.',
    ours: 'They throw.',
    sentence:
      /^The simulated Windows has no .*\. A program that needs it runs with another kernel \(--kernel\)\.$/,
  },
  {
    name: 'half of a surrogate pair at the end of UTF-32 text',
    real: 'No 0 is written behind it, so that C reads on into whatever lies there.',
    ours: 'A 0 is.',
    sentence: null,
  },
  {
    name: 'old names',
    real: 'koffi.resolve, koffi.introspect, lib.stdcall and their like print a warning at their first call.',
    ours: 'They print none.',
    sentence: null,
  },
  {
    name: 'the limit of a type’s size',
    real: 'koffi.config can move it.',
    ours: 'It stays at 64 MiB.',
    sentence: null,
  },
];
