import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

/** The browser the tests run in, as Playwright's launch options name it. */
export interface Browser {
  /** Why this one was taken, for the log. */
  found: string;
  executablePath?: string;
  channel?: string;
}

/** What the search for a browser looks at. Tests give their own. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  exists(file: string): boolean;
  /** Where Playwright keeps the browser that it downloads itself. */
  own(): string;
}

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  exists: existsSync,
  own: () => chromium.executablePath(),
};

const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ],
};

const windowsRoots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const windowsChannels = [
  { channel: 'chrome', file: 'Google\\Chrome\\Application\\chrome.exe' },
  { channel: 'msedge', file: 'Microsoft\\Edge\\Application\\msedge.exe' },
];

function windowsBrowser({ env, exists }: Machine): Browser | undefined {
  for (const { channel, file } of windowsChannels) {
    for (const root of windowsRoots.flatMap((name) => env[name] ?? [])) {
      const full = path.win32.join(root, file);
      if (exists(full)) return { channel, found: full };
    }
  }
  return undefined;
}

/**
 * Finds a Chromium: the one that PW_CHROMIUM or PW_CHANNEL names, Playwright's own, or what the system has.
 *
 * @throws Error that names the remedies when there is none
 */
export function findChromium(machine: Machine = thisMachine): Browser {
  const { env, exists, platform } = machine;
  if (env.PW_CHROMIUM) {
    if (!exists(env.PW_CHROMIUM)) {
      throw new Error(
        `PW_CHROMIUM names ${env.PW_CHROMIUM}, which does not exist. Correct it, or unset it to have a browser looked for.`,
      );
    }
    return { executablePath: env.PW_CHROMIUM, found: `${env.PW_CHROMIUM}, from PW_CHROMIUM` };
  }
  if (env.PW_CHANNEL)
    return { channel: env.PW_CHANNEL, found: `${env.PW_CHANNEL}, from PW_CHANNEL` };
  const own = machine.own();
  if (exists(own)) return { executablePath: own, found: `${own}, Playwright's own` };
  const windows = platform === 'win32' ? windowsBrowser(machine) : undefined;
  if (windows !== undefined) return windows;
  const usual = usualPlaces[platform]?.find(exists);
  if (usual !== undefined) return { executablePath: usual, found: usual };
  throw new Error(
    'No Chromium, Chrome or Edge was found for the browser tests. Install one with "npx playwright install chromium" ' +
      '(on Debian and Ubuntu also "apt-get install -y chromium"), or set PW_CHROMIUM to the path of one.',
  );
}
