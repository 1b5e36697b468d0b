import { missingForWine, openKernel } from './index.mjs';

/** Before all tests: fetches and sets up what the kernels need, once, so that no test's time limit has to allow for it. */
export default async function setup(): Promise<void> {
  if (process.platform !== 'linux') return;
  await (await openKernel('linux')).close();
  if (missingForWine() === null) await (await openKernel('wine')).close();
}
