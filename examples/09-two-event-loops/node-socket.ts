import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  getsockname,
  SOCKADDR_IN_SIZE,
  type SockaddrIn,
  type Socket,
} from '@iocp/ffi';

/**
 * A socket that Node has opened, with its handle.
 *
 * A trick for a demonstration, and no way to write a program: Node tells nobody its
 * handles, so small numbers are tried until one has the right TCP port.
 */
export async function openedByNode(): Promise<{ socket: Socket; close(): void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const address = {} as SockaddrIn;
  for (let handle = 4n; handle < 8192n; handle += 4n) {
    const socket = handle as Socket;
    if (getsockname(socket, address, [SOCKADDR_IN_SIZE]) !== 0) continue;
    if (address.sin_port === port) return { socket, close: () => server.close() };
  }
  throw new Error('No small number is the handle of that socket.');
}
