import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import sirv from 'sirv';

import { Trouble } from './boot/trouble.mjs';

/** Where people reach the server, and how it is stopped. */
export interface Serving {
  /** With the base path, such as `http://127.0.0.1:3000/`. */
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The built site, absolute. */
  folder: string;
  /** The path that the site was built for, with a slash at both ends. */
  base: string;
  /** This port and no other; without it 3000 or the next free one. */
  port?: number;
}

const USUAL_PORT = 3000;
const PORTS_TRIED = 50;

/**
 * Whether a Host header names this machine's loopback. A page elsewhere that makes its own name point here is
 * turned away.
 */
export function isLoopback(host: string | undefined): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host ?? '');
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function handler(folder: string, base: string) {
  const files = sirv(folder, { etag: true, dotfiles: false });
  const notFound = path.join(folder, '404.html');
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!isLoopback(request.headers.host)) {
      answer(response, 403, 'This server answers to localhost and 127.0.0.1 only.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      answer(response, 405, 'This server only hands out pages.');
      return;
    }
    const missing = (): void => {
      if (!fs.existsSync(notFound)) {
        answer(response, 404, 'There is no such page.');
        return;
      }
      const page = fs.readFileSync(notFound);
      response.writeHead(404, {
        'content-type': 'text/html; charset=utf-8',
        'content-length': page.length,
      });
      response.end(request.method === 'HEAD' ? undefined : page);
    };
    const url = request.url ?? '/';
    if (base !== '/') {
      if (url === '/' || url === base.slice(0, -1)) {
        response.writeHead(302, { location: base });
        response.end();
        return;
      }
      if (!url.startsWith(base)) {
        missing();
        return;
      }
      request.url = url.slice(base.length - 1);
    }
    files(request, response, missing);
  };
}

/** @returns false when somebody else has the port */
async function listen(server: Server, port: number): Promise<boolean> {
  server.listen({ port, host: '127.0.0.1' });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return false;
    if (code === 'EACCES') {
      throw new Trouble(
        `This user may not serve on port ${port}; choose one above 1023 with --port.`,
      );
    }
    throw error;
  }
}

/**
 * Serves a built site on 127.0.0.1 until it is closed.
 *
 * @throws {Trouble} when the folder holds no site, or the port asked for is taken
 */
export async function serve({ folder, base, port }: ServeOptions): Promise<Serving> {
  if (!fs.existsSync(path.join(folder, 'index.html'))) {
    throw new Trouble(`There is no built site in ${folder}; node iocp.mjs build makes it.`);
  }
  const server = createServer(handler(folder, base));
  const ports =
    port === undefined ? Array.from({ length: PORTS_TRIED }, (_, n) => USUAL_PORT + n) : [port];
  let open = false;
  for (const candidate of ports) {
    open = await listen(server, candidate);
    if (open) break;
  }
  if (!open) {
    throw new Trouble(
      port === undefined
        ? `All ports from ${USUAL_PORT} to ${USUAL_PORT + PORTS_TRIED - 1} are taken on this machine; name a free one with --port.`
        : `Port ${port} is taken on this machine; choose another with --port, or leave --port out to get the next free one.`,
    );
  }
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}${base}`,
    port: taken,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
