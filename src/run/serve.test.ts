import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isLoopback, type ServeOptions, type Serving, serve } from './serve.ts';
import { basePath } from './site.ts';

let parent: string;
let folder: string;
const open: { close(): unknown }[] = [];

beforeAll(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-serve-'));
  folder = path.join(parent, 'build');
  fs.mkdirSync(path.join(folder, 'chapters', 'ports'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'index.html'), 'home');
  fs.writeFileSync(path.join(folder, '404.html'), 'no such page');
  fs.writeFileSync(path.join(folder, '.secret'), 'hidden');
  fs.writeFileSync(path.join(folder, 'chapters', 'ports', 'index.html'), 'ports');
  fs.writeFileSync(path.join(parent, 'outside.html'), 'outside');
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

afterAll(() => fs.rmSync(parent, { recursive: true, force: true }));

async function serving(options: Partial<ServeOptions> = {}): Promise<Serving> {
  const it = await serve({ folder, base: '/', ...options });
  open.push(it);
  return it;
}

/** A request whose path and Host go out as they are: `fetch` would tidy them up. */
function get(
  { port }: Serving,
  where: string,
  { method = 'GET', host = `127.0.0.1:${port}` } = {},
): Promise<{ status: number; text: string; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port, host: '127.0.0.1', path: where, method, headers: { host }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, location: response.headers.location }),
        );
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** Takes a port as another program would. */
async function occupy(port: number): Promise<number> {
  const server = net.createServer();
  open.push({ close: () => new Promise((done) => server.close(done)) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as net.AddressInfo).port;
}

describe('the server of `start`', () => {
  test('hands out pages, with and without a slash', async () => {
    const it = await serving();
    expect(await get(it, '/')).toMatchObject({ status: 200, text: 'home' });
    expect(await get(it, '/chapters/ports/')).toMatchObject({ status: 200, text: 'ports' });
    expect(await get(it, '/chapters/ports')).toMatchObject({ status: 200, text: 'ports' });
  });

  test('answers an unknown page with 404.html and status 404', async () => {
    expect(await get(await serving(), '/nowhere')).toMatchObject({
      status: 404,
      text: 'no such page',
    });
  });

  test.each([
    '/../outside.html',
    '/%2e%2e/outside.html',
    '/..%2foutside.html',
    '/..%5coutside.html',
    '/.secret',
    '/%',
  ])('gives nothing from outside the site: %s', async (where) => {
    const { status, text } = await get(await serving(), where);
    expect({ status, text }).toEqual({ status: 404, text: 'no such page' });
  });

  test.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
  ])('turns away a host that is not this machine: "%s"', async (host) => {
    expect(await get(await serving(), '/', { host })).toMatchObject({ status: 403 });
    expect(isLoopback(host)).toBe(false);
  });

  test.each(['localhost', 'localhost:3000', '127.0.0.1:80', '[::1]:3000', 'LOCALHOST'])(
    'takes the loopback names: %s',
    (host) => expect(isLoopback(host)).toBe(true),
  );

  test('only reads', async () => {
    expect(await get(await serving(), '/', { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await get(await serving(), '/', { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
    });
  });

  test('serves under a base path, and leads there', async () => {
    const it = await serving({ base: '/book/' });
    expect(it.url).toBe(`http://127.0.0.1:${it.port}/book/`);
    expect(await get(it, '/book/chapters/ports/')).toMatchObject({ status: 200, text: 'ports' });
    expect(await get(it, '/')).toMatchObject({ status: 302, location: '/book/' });
    expect(await get(it, '/chapters/ports/')).toMatchObject({ status: 404 });
  });

  test.each([
    [undefined, '/'],
    ['/', '/'],
    ['book', '/book/'],
    ['/a/b', '/a/b/'],
    ['/a/b/', '/a/b/'],
  ])('BASE_URL %s is the base path %s', (given, expected) => {
    expect(basePath(given === undefined ? {} : { BASE_URL: given })).toBe(expected);
  });

  test('takes the next port when the usual one is taken', async () => {
    await occupy(3000).catch(() => {});
    const first = await serving();
    expect(first.port).toBeGreaterThan(3000);
    const second = await serving();
    expect(second.port).toBeGreaterThan(first.port);
  });

  test('says so when the port asked for is taken', async () => {
    const port = await occupy(0);
    await expect(serving({ port })).rejects.toThrow(
      `Port ${port} is taken on this machine; choose another with --port`,
    );
  });

  test('says so when there is no site', async () => {
    await expect(serving({ folder: path.join(parent, 'empty') })).rejects.toThrow(
      /There is no built site in/,
    );
  });
});
