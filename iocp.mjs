#!/usr/bin/env node
// The workbook's one command. It has to say its sentence on a Node that is too old and before anything is
// installed, so nothing is imported until both are known.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const INSTALLING = ['start', 'build', 'test', 'prove'];

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `This is Node ${process.versions.node}, and the workbook needs Node 20.19 or newer; install one from https://nodejs.org and try again.\n`,
  );
  process.exitCode = 2;
} else {
  const { tell } = await import('./src/run/boot/trouble.mjs');
  try {
    const { demandSite, ensureSite } = await import('./src/run/boot/install.mjs');
    const command = process.argv[2] ?? '';
    const asksForHelp = process.argv.slice(2).some((word) => word === '--help' || word === '-h');
    if (INSTALLING.includes(command) && !asksForHelp) {
      await ensureSite((sentence) => process.stderr.write(`${sentence}\n`));
    } else {
      demandSite();
    }
    if (!process.features.typescript) {
      const { register } = await import('tsx/esm/api');
      register();
    }
    const { main } = await import('./src/run/cli.ts');
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = tell(error);
  }
}
