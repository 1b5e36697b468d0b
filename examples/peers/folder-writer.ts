import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FolderStep } from './index.ts';

const steps = [...(workerData as readonly FolderStep[])];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-workbook-'));
const inFolder = (name: string) => path.join(folder, name);

function take(step: FolderStep): void {
  if ('make' in step) fs.writeFileSync(inFolder(step.make), '');
  else if ('rename' in step)
    fs.renameSync(inFolder(step.rename), inFolder(step.to));
  else fs.rmSync(inFolder(step.remove));
}

parentPort?.on('message', (message: 'next' | 'close') => {
  if (message === 'next') {
    const step = steps.shift();
    if (step) take(step);
  } else {
    fs.rmSync(folder, { recursive: true, force: true });
    parentPort?.close();
  }
});
parentPort?.postMessage(folder);
