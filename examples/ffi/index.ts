/**
 * `@iocp/ffi`: the Windows functions, structs and constants that the examples call.
 * Names are Windows' own; what is not Windows' own is `Operation`,
 * `CompletionEntries`, and the functions of `errors.ts` and `sockets.ts`.
 */
export * from './constants.ts';
export { CompletionEntries } from './entries.ts';
export {
  attempt,
  attemptOnThread,
  ensure,
  failureOf,
  statusOf,
  Win32Error,
} from './errors.ts';
export * from './kernel32.ts';
export * from './mswsock.ts';
export { OPERATION, Operation, OwnershipError } from './operation.ts';
export * from './sockets.ts';
export * from './types.ts';
export * from './ws2_32.ts';
