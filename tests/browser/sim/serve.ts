import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What a page with the workbook’s scripts may do; no script that is made of text. */
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'";

/** Bundles a script as the site would, for a browser. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * Serves a page with the simulated Windows on a port of its own, on loopback. At `/` the policy is part of the page, as
 * on a host whose headers are not ours; at `/strict` it is a header of every response, and allows modules from memory.
 */
export async function serveSimulated(): Promise<{ url: string; close(): Promise<void> }> {
  const [page, worker] = await Promise.all(
    ['tests/browser/sim/page.ts', 'src/sim/browser/worker.ts'].map(bundle),
  );
  const head = (inside: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8">${inside}<title>Simulated</title><script type="module" src="/page.js"></script></head><body></body></html>`;
  const files: Record<string, { type: string; text: string }> = {
    '/': {
      type: 'text/html',
      text: head(`<meta http-equiv="Content-Security-Policy" content="${POLICY}">`),
    },
    '/strict': { type: 'text/html', text: head('') },
    '/page.js': { type: 'text/javascript', text: page ?? '' },
    '/worker.js': { type: 'text/javascript', text: worker ?? '' },
  };
  const server = createServer(({ url = '', headers }, response) => {
    const file = files[url];
    const strict = url === '/strict' || headers.referer?.endsWith('/strict');
    response.writeHead(file ? 200 : 404, {
      'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8`,
      ...(strict
        ? {
            'content-security-policy': POLICY.replace(
              "script-src 'self'",
              "script-src 'self' blob:",
            ),
          }
        : {}),
    });
    response.end(file?.text ?? '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
