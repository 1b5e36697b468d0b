/**
 * What the facts' programs share: Windows' functions in plain koffi, and the few steps that many of them begin with.
 */
export * from './apc.ts';
export * from './constants.ts';
export * from './files.ts';
export * from './kernel32.ts';
export * from './mswsock.ts';
export * from './ntdll.ts';
export * from './observe.ts';
export * from './overlapped.ts';
export * from './ports.ts';
export * from './sockets.ts';
export * from './types.ts';
export * from './workers.ts';
export * from './ws2_32.ts';
