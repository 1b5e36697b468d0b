// Runs a program in machine code on this kernel. Arguments: the program, then its own.
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
child.stdout.on('data', (bytes) => process.stdout.write(bytes));
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
