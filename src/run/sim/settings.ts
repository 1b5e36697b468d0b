/** What the launcher tells a simulated program's process, in the environment variable IOCP_SIM. */
export interface Settings {
  seed: number;
  /** The repository as a file URL that ends with a slash. */
  root: string;
  /** A module that stands in for `@iocp/peers`, as a file URL. */
  peers?: string;
}

/** Takes the settings out of the environment, where the program would see them. */
export function takeSettings(): Settings {
  const text = process.env.IOCP_SIM;
  if (text === undefined) {
    throw new Error('This is started by `node iocp.mjs run --kernel sim`.');
  }
  delete process.env.IOCP_SIM;
  return JSON.parse(text) as Settings;
}
