import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,examples,tests}/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, '**/recordings/**', 'tests/browser/**', '**/.iocp/**'],
    // A program under Wine takes a third of a second; the first of all also sets Wine up.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Programs under Wine wait more than they compute: with one more file at a time two cores are busy.
    maxWorkers: 3,
    globalSetup: ['./src/run/kernel/test-setup.ts'],
  },
});
