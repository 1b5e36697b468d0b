import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,examples,tests}/**/*.test.{ts,tsx}'],
    exclude: [...configDefaults.exclude, '**/recordings/**', 'tests/browser/**', '**/.iocp/**'],
    // A program under Wine takes a third of a second; the first of all also sets Wine up.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    globalSetup: ['./src/run/kernel/test-setup.ts'],
  },
});
