import { describe, expect, test } from 'vitest';
import { findChromium, type Machine } from './browser/chromium.ts';

function machine(given: Partial<Machine>, ...files: string[]): Machine {
  return {
    platform: 'linux',
    env: {},
    exists: (file) => files.includes(file),
    own: () => '/own/chrome',
    ...given,
  };
}

describe('the browser for the tests', () => {
  test('is the one that PW_CHROMIUM or PW_CHANNEL names', () => {
    const env = { PW_CHROMIUM: '/my/chrome', PW_CHANNEL: 'msedge' };
    expect(findChromium(machine({ env }, '/my/chrome', '/own/chrome')).executablePath).toBe(
      '/my/chrome',
    );
    expect(findChromium(machine({ env: { PW_CHANNEL: 'msedge' } })).channel).toBe('msedge');
  });

  test('must exist when PW_CHROMIUM names it', () => {
    const env = { PW_CHROMIUM: '/gone' };
    expect(() => findChromium(machine({ env }))).toThrow(
      /PW_CHROMIUM names \/gone, which does not/,
    );
  });

  test('is Playwright’s own before that of the system', () => {
    expect(findChromium(machine({}, '/own/chrome', '/usr/bin/chromium')).executablePath).toBe(
      '/own/chrome',
    );
    expect(findChromium(machine({}, '/usr/bin/chromium')).executablePath).toBe('/usr/bin/chromium');
  });

  test('is Chrome, else Edge, on Windows', () => {
    const env = { PROGRAMFILES: 'C:\\Program Files' };
    const edge = 'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe';
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    expect(findChromium(machine({ platform: 'win32', env }, edge)).channel).toBe('msedge');
    expect(findChromium(machine({ platform: 'win32', env }, edge, chrome)).channel).toBe('chrome');
  });

  test('that is nowhere is asked for with the remedies', () => {
    expect(() => findChromium(machine({}))).toThrow(/playwright install chromium.*PW_CHROMIUM/);
  });
});
