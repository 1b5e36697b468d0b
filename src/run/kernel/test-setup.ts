import { missingForWine, openKernel } from './index.mjs';

/** Before all tests: fetches and sets up what Wine needs, once, so that no test's time limit has to allow for it. */
export default async function setup(): Promise<void> {
  if (process.platform !== 'linux' || missingForWine() !== null) return;
  await (await openKernel('wine')).close();
}
