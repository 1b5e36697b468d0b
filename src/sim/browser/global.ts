/** Node's name for the global object. Packages that were taken out of Node ask for it while they load, so this is loaded first. */
Object.defineProperty(globalThis, 'global', {
  value: globalThis,
  configurable: true,
  writable: true,
});
