import type { Source } from './schema.ts';

/** A page of Microsoft's, by its path below `learn.microsoft.com/windows/win32/`. */
export const page = (path: string): Source => ({
  kind: 'page',
  text: `learn.microsoft.com/windows/win32/${path}`,
  url: `https://learn.microsoft.com/windows/win32/${path}`,
});

/** A page of Microsoft's for those who write drivers, by its path below `learn.microsoft.com/windows-hardware/drivers/`. */
export const driverPage = (path: string): Source => ({
  kind: 'page',
  text: `learn.microsoft.com/windows-hardware/drivers/${path}`,
  url: `https://learn.microsoft.com/windows-hardware/drivers/${path}`,
});

/** A part of Microsoft's open specifications, by its path below `learn.microsoft.com/openspecs/windows_protocols/`. */
export const openSpecification = (text: string, path: string): Source => ({
  kind: 'page',
  text,
  url: `https://learn.microsoft.com/openspecs/windows_protocols/${path}`,
});

/** A file of a repository on GitHub, and what in it to look at. */
const onGithub =
  (kind: 'test' | 'code', repository: string, at: string) =>
  (path: string, ...symbols: string[]): Source => ({
    kind,
    text: [`${repository}, ${path}`, ...symbols].join(', '),
    url: `https://github.com/${repository}/blob/${at}/${path}`,
  });

/**
 * One of Wine's conformance tests, which its authors run on Windows; as of Wine 10.10.
 *
 * @param path such as `dlls/ws2_32/tests/sock.c`
 * @param symbols the test functions
 */
export const wineTest = onGithub('test', 'wine-mirror/wine', 'wine-10.10');

/** Code of Wine's own; as of Wine 10.10. */
export const wineCode = onGithub('code', 'wine-mirror/wine', 'wine-10.10');

export const reactos = onGithub('code', 'reactos/reactos', 'master');
export const libuv = onGithub('code', 'libuv/libuv', '6179e7af');
export const asio = onGithub('code', 'chriskohlhoff/asio', '8806a680');
export const phnt = onGithub('code', 'winsiderss/phnt', '7e097448');
export const mio = onGithub('code', 'tokio-rs/mio', 'v1.0.3');
export const nodejs = onGithub('code', 'nodejs/node', 'v22.12.0');

/** Code of koffi, as of its version 3. */
export const koffiCode = onGithub('code', 'Koromix/rygel', '83b58339');

/** A page of koffi's documentation, such as `output`. */
export const koffiPage = (name: string): Source => ({
  kind: 'page',
  text: `koffi.dev/${name}`,
  url: `https://koffi.dev/${name}`,
});

/** An issue or a pull request on GitHub. */
export const issue = (repository: string, number: number): Source => ({
  kind: 'issue',
  text: `${repository}#${number}`,
  url: `https://github.com/${repository}/issues/${number}`,
});

/** An article or a blog post. */
export const article = (text: string, url: string): Source => ({ kind: 'article', text, url });

/** Windows' headers, as mingw-w64 has them. */
export const header = (name: string): Source => ({
  kind: 'header',
  text: `${name}, as mingw-w64 has it`,
});

/** Measured by us, and nowhere stated. */
export const measured = (on: string): Source => ({ kind: 'measured', text: `measured on ${on}` });
