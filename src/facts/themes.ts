/** The families of facts, in the order of the reference; an id begins with its theme's. */
export const themes = [
  { id: 'PORT', title: 'Making a port and associating handles' },
  { id: 'POST', title: 'Posting packets' },
  { id: 'GQ', title: 'Dequeuing one packet' },
  { id: 'EX', title: 'Dequeuing several packets' },
  { id: 'CLOSE', title: 'Closing the port' },
  { id: 'SCHED', title: 'Threads and the limit' },
  { id: 'OV', title: 'The OVERLAPPED and lent memory' },
  { id: 'EVT', title: 'hEvent and its low bit' },
  { id: 'SKIP', title: 'Skipping the packet of an immediate success' },
  { id: 'RECV', title: 'Receiving' },
  { id: 'SEND', title: 'Sending' },
  { id: 'CANC', title: 'Cancelling' },
  { id: 'SCLOSE', title: 'Closing a socket with operations under way' },
  { id: 'CONN', title: 'Accepting, connecting, disconnecting' },
  { id: 'FILE', title: 'Files and pipes' },
  { id: 'THR', title: 'Threads and the end of a process' },
  { id: 'RES', title: 'Asking for results' },
  { id: 'NUM', title: 'Status and error numbers' },
  { id: 'FFI', title: 'Calling Windows from JavaScript' },
] as const;

/** The theme of a fact. */
export function themeOf(fact: { id: string }): (typeof themes)[number] {
  const [family] = fact.id.split('-');
  const theme = themes.find(({ id }) => id === family);
  if (theme === undefined) throw new Error(`The fact ${fact.id} belongs to no theme.`);
  return theme;
}
