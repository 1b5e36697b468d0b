import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/browser/chromium.ts';

const { found, ...browser } = findChromium();
const isRoot = process.getuid?.() === 0;
if (process.env.TEST_WORKER_INDEX === undefined) console.log(`Browser: ${found}`);

export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 30_000,
  workers: 2,
  use: {
    browserName: 'chromium',
    reducedMotion: 'reduce',
    trace: 'off',
    serviceWorkers: 'block',
    launchOptions: {
      ...browser,
      chromiumSandbox: !isRoot,
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--font-render-hinting=none',
      ],
    },
  },
});
