import fs from 'node:fs';
import path from 'node:path';

import { Command, CommanderError, InvalidArgumentError } from 'commander';

import { ensureExamples } from './boot/install.mjs';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { findExample, listExamples } from './examples.ts';
import { defaultKernel, isHere, missingFor, openKernel } from './kernel/index.mjs';
import { demandFits, IOCP_KERNELS, type KernelName, kernelNamed } from './kernel/kernels.mjs';
import { ended } from './kernel/words.mjs';
import { foundInWords } from './sim/found.ts';

interface Program {
  file: string;
  cwd: string;
  /** How the one line on stderr names it. */
  shown: string;
  /** The kernels that it is for; null when nobody says so. */
  kernels: readonly KernelName[] | null;
}

/** A sentence for the person, on stderr: stdout belongs to the program that runs. */
function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** The module that `run` is to start: an example's main.ts or a file of the reader's own. */
function findProgram(asked: string): Program {
  if (/^\d+$/.test(asked) || listExamples().some(({ name }) => name === asked)) {
    const { folder, kernels } = findExample(asked);
    const file = path.join(folder, 'main.ts');
    if (!fs.existsSync(file)) throw new Trouble(`Example ${asked} has no main.ts in ${folder}.`);
    return { file, cwd: folder, shown: path.relative(ROOT, file).replaceAll('\\', '/'), kernels };
  }
  const file = path.resolve(asked);
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Trouble(
      `There is no file ${file}; give the number of an example, such as 07, or the path of a TypeScript file.`,
    );
  }
  if (!/\.[cm]?[jt]s$/.test(file)) {
    throw new Trouble(
      `${file} is not a program for Node; its name has to end in .ts, .mts, .js or .mjs.`,
    );
  }
  return { file, cwd: process.cwd(), shown: asked, kernels: null };
}

/**
 * The kernel asked for, or the one that this machine has.
 *
 * @param program how a person calls it
 * @param kernels those that it is for; null when nobody says so, then it has to be any that is asked for
 */
function chooseKernel<Name extends KernelName>(
  asked: string | undefined,
  program: string,
  kernels: readonly Name[] | null,
): Name {
  if (asked !== undefined) {
    const kind = kernelNamed(asked);
    if (kernels !== null) demandFits(program, kernels, kind);
    return kind as Name;
  }
  const found = defaultKernel(kernels ?? IOCP_KERNELS);
  if (found === null) throw new Trouble(missingFor(program, kernels ?? IOCP_KERNELS));
  return found as Name;
}

/** Programs on a machine's own kernel use the koffi of the examples; Wine and the simulated Windows bring their own. */
async function prepare(kind: KernelName): Promise<void> {
  if (kind !== 'wine' && kind !== 'sim' && isHere(kind)) await ensureExamples(say);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) {
    throw new InvalidArgumentError('It has to be a number of seconds above 0 and at most 86400.');
  }
  return value;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError('It has to be a whole number from 1 on.');
  }
  return Number(text);
}

function seedNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > 0xffff_ffff) {
    throw new InvalidArgumentError('It has to be a whole number from 0 to 4294967295.');
  }
  return value;
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 65_535) {
    throw new InvalidArgumentError('It has to be a port from 1 to 65535.');
  }
  return value;
}

interface RunFlags {
  kernel?: string;
  timeout: number;
  trace?: string;
  seed?: number;
  strict?: boolean;
}

/** The exit code of a program that broke a rule of ownership, where that is asked for. */
const BROKE_A_RULE = 3;

async function run(asked: string, args: string[], flags: RunFlags): Promise<number> {
  const program = findProgram(asked);
  const out = flags.trace === undefined ? undefined : path.resolve(flags.trace);
  if (out !== undefined && !fs.existsSync(path.dirname(out))) {
    throw new Trouble(
      `The trace cannot be written to ${out}, because the folder ${path.dirname(out)} does not exist; make it and try again.`,
    );
  }
  const kind = chooseKernel(flags.kernel, asked, program.kernels);
  if (flags.seed !== undefined && kind !== 'sim') {
    throw new Trouble(
      `--seed varies the simulated Windows, and ${kind} is none; leave it out, or add --kernel sim.`,
    );
  }
  if (flags.strict && kind !== 'sim') {
    throw new Trouble(
      `--strict is about what only the simulated Windows tells, and ${kind} does not; leave it out, or add --kernel sim.`,
    );
  }
  await prepare(kind);
  const kernel = await openKernel(kind, say, flags.seed === undefined ? {} : { seed: flags.seed });
  const reader = new AbortController();
  // Whoever reads our output may stop reading, as `| head` does: then nobody waits for the program either.
  process.stdout.on('error', () => reader.abort());
  const onStdout = (bytes: Buffer): void => {
    if (!reader.signal.aborted) process.stdout.write(bytes);
  };
  const onStderr = (bytes: Buffer): void => {
    process.stderr.write(bytes);
  };
  try {
    const { product, version, node } = await kernel.describe();
    say(`${program.shown} on ${product} ${version}, Node ${node}`);
    let outcome: Awaited<ReturnType<typeof kernel.run>>;
    if (out === undefined) {
      outcome = await kernel.run({
        file: program.file,
        args,
        cwd: program.cwd,
        timeoutSeconds: flags.timeout,
        onStdout,
        onStderr,
        signal: reader.signal,
      });
    } else {
      const { runTraced } = await import('./record.ts');
      outcome = await runTraced({
        file: program.file,
        args,
        kernel,
        timeoutSeconds: flags.timeout,
        out,
        onStdout,
        onStderr,
      });
    }
    if (reader.signal.aborted) return 0;
    const { exitCode, sentence } = ended(outcome, flags.timeout);
    if (sentence !== null) say(sentence);
    const found = foundInWords(outcome.found);
    for (const line of found) say(line);
    return flags.strict && found.length > 0 ? BROKE_A_RULE : exitCode;
  } finally {
    await kernel.close();
  }
}

interface RecordFlags {
  scene?: string;
  broken?: boolean;
  kernel?: string;
  check?: boolean;
  repeat: number;
}

async function recordScenes(asked: string[], flags: RecordFlags): Promise<number> {
  const { examplesHere, havingScene } = await import('./scenes.ts');
  const only = flags.kernel === undefined ? undefined : kernelNamed(flags.kernel);
  const examples =
    asked.length > 0
      ? havingScene(asked.map(findExample), flags.scene)
      : examplesHere(only, flags.scene, say);
  const byKernel = new Map<KernelName, string[]>();
  for (const { name, kernels } of examples) {
    // What is simulated is recorded when it is asked for, and not for want of anything better.
    const meant = flags.kernel === undefined ? kernels.filter((one) => one !== 'sim') : kernels;
    const kind = chooseKernel(flags.kernel, name, meant);
    byKernel.set(kind, [...(byKernel.get(kind) ?? []), name]);
  }
  const { record } = await import('./record.ts');
  let code = 0;
  for (const [kernel, chosen] of byKernel) {
    await prepare(kernel);
    const result = await record({
      examples: chosen,
      ...(flags.scene === undefined ? {} : { scene: flags.scene }),
      broken: flags.broken,
      kernel,
      check: flags.check ?? false,
      repeat: flags.repeat,
    });
    code = Math.max(code, result);
  }
  return code;
}

interface FactsFlags {
  kernel?: string;
  json?: boolean;
  quiet?: boolean;
  record?: boolean;
  check?: boolean;
  repeat: number;
}

function commands(done: (exitCode: number) => void): Command {
  const program = new Command('node iocp.mjs')
    .description('The IOCP Workbook: read it, run its programs, record and check them.')
    .enablePositionalOptions()
    .helpCommand(false);

  program
    .command('run')
    .description('run an example or a file of your own on a kernel')
    .argument('<program>', 'the number or name of an example, such as 07, or a .ts file')
    .argument('[args...]', 'after --: the arguments of the program')
    .option(
      '--kernel <name>',
      'windows, wine, sim, linux or macos; by default what this machine has',
    )
    .option('--timeout <seconds>', 'end the program after this long', seconds, 60)
    .option('--trace <file>', 'write a trace of the run')
    .option(
      '--seed <number>',
      'on sim: vary what Windows leaves open; the same number gives the same run',
      seedNumber,
    )
    .option('--strict', 'on sim: end with exit code 3 when a rule of ownership was broken')
    .action(async (asked: string, args: string[], flags: RunFlags) =>
      done(await run(asked, args, flags)),
    );

  program
    .command('record')
    .description('run examples and write their recordings')
    .argument('[examples...]', 'numbers or names of examples; all when left out')
    .option('--scene <name>', 'only this scene')
    .option(
      '--kernel <name>',
      'windows, wine, sim, linux or macos; by default what this machine has',
    )
    .option('--broken', 'the programs that are broken on purpose, and none else')
    .option('--no-broken', 'none of them')
    .option('--check', 'compare with the recordings there are, and write nothing')
    .option('--repeat <n>', 'run every scene this often', wholeNumber, 1)
    .action(async (asked: string[], flags: RecordFlags) => done(await recordScenes(asked, flags)));

  program
    .command('facts')
    .description('run the programs of facts and hold what they show against the catalogue')
    .argument('[ids...]', 'ids of facts, such as RECV-1; all when left out')
    .option('--kernel <name>', 'windows, wine or sim; by default what this machine has')
    .option('--json', 'print the answers as JSON')
    .option('--repeat <n>', 'run every program this often', wholeNumber, 1)
    .option('--quiet', 'print only what disagrees')
    .option('--record', 'keep the answers in facts/answers, for the pages')
    .option('--check', 'hold the answers also against those that are kept there, and write nothing')
    .action(async (ids: string[], flags: FactsFlags) => {
      const { askFacts, FACT_KERNELS } = await import('./facts.ts');
      const kernel = chooseKernel(flags.kernel, 'A fact’s program', FACT_KERNELS);
      await prepare(kernel);
      const { json = false, quiet = false, record = false, check = false, repeat } = flags;
      done(await askFacts({ ids, kernel, json, quiet, record, check, repeat }));
    });

  program
    .command('layout')
    .description('where every byte of a C struct is on Windows')
    .argument('<declaration>', 'a C declaration, or the name of a Win32 struct, such as OVERLAPPED')
    .option(
      '--abi <name>',
      'win-x64, win-ia32 or win-arm64; given several times, side by side',
      (name: string, before: string[]) => [...before, name],
      [] as string[],
    )
    .option('--json', 'print it as JSON')
    .action(async (declaration: string, flags: { abi: string[]; json?: boolean }) => {
      const { layout } = await import('./layout.ts');
      process.stdout.write(layout(declaration, flags.abi, flags.json ?? false));
      done(0);
    });

  program
    .command('explain')
    .description('what a status or an error says, in every family it belongs to')
    .argument(
      '<number>',
      'such as 997, 0xC0000120 or -1073741536, or a name, such as WSAECONNRESET',
    )
    .option('--json', 'print it as JSON')
    .action(async (asked: string, flags: { json?: boolean }) => {
      const { explain } = await import('./explain.ts');
      const { stdout, stderr, exitCode } = await explain(asked, flags.json ?? false);
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      done(exitCode);
    });

  program
    .command('bench')
    .description(
      'how the TypeScript programs compare with the same in C and on node:net, on one kernel, and what the simulated Windows takes',
    )
    .option('--kernel <name>', 'windows, wine or sim; by default the first that this machine has')
    .option('--replay', 'what replays of long runs take in a browser, and nothing else')
    .action(async (flags: { kernel?: string; replay?: true }) => {
      if (flags.replay) {
        const { replayTable } = await import('./bench/replay.ts');
        process.stdout.write(`${await replayTable()}\n`);
        done(0);
        return;
      }
      const { bench, BENCH_KERNELS } = await import('./bench/bench.ts');
      const kernel = chooseKernel(flags.kernel, 'The bench', BENCH_KERNELS);
      await prepare(kernel);
      done(await bench(kernel));
    });

  program
    .command('doctor')
    .description('what this machine has and lacks, and how to mend it')
    .option('--fix', 'run the commands that mend it')
    .action(async (flags: { fix?: boolean }) => {
      const { doctor } = await import('./doctor.ts');
      done(await doctor(flags.fix ?? false));
    });

  program
    .command('start')
    .description('install, build and serve the workbook on this machine')
    .option(
      '--port <number>',
      'serve on this port; by default 3000 or the next free one',
      portNumber,
    )
    .option('--no-open', 'do not open a browser')
    .action(async (flags: { port?: number; open: boolean }) => {
      const { start } = await import('./site.ts');
      done(
        await start({
          ...(flags.port === undefined ? {} : { port: flags.port }),
          open: flags.open,
        }),
      );
    });

  program
    .command('build')
    .description('build the site into the folder build')
    .action(async () => {
      const { build } = await import('./site.ts');
      await build({ always: true, show: true });
      done(0);
    });

  program
    .command('pdf')
    .description('print the whole workbook into one PDF, with a browser of this machine')
    .option('--out <file>', 'write it there', 'iocp-workbook.pdf')
    .action(async ({ out }: { out: string }) => {
      const { pdf } = await import('./pdf/pdf.ts');
      done(await pdf(out));
    });

  program
    .command('weight')
    .description(
      'weigh a page of each kind with Lighthouse, beside Docusaurus’ scaffold and Starlight',
    )
    .option('--runs <number>', 'load each chapter and each anchor so often', wholeNumber, 3)
    .option('--json <file>', 'write every load there')
    .action(async (flags: { runs: number; json?: string }) => {
      const { weight } = await import('./weight/weight.ts');
      done(await weight(flags));
    });

  for (const [name, description] of [
    ['test', 'run every check, each heavy proof as a sample'],
    ['prove', 'run every check with full counts and repeats'],
  ] as const) {
    program
      .command(name)
      .description(description)
      .action(async () => {
        const { check } = await import('./checks.ts');
        done(await check(name));
      });
  }
  return program;
}

/** Commander's complaints as sentences of ours. */
function sentence(error: CommanderError): string {
  const text = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const said = text.charAt(0).toUpperCase() + text.slice(1);
  return `${/[.?)]$/.test(said) ? said : `${said}.`} node iocp.mjs --help lists the commands.`;
}

/**
 * Runs one command line of `node iocp.mjs`.
 *
 * @param argv the words after `iocp.mjs`
 * @returns the exit code: 0 or what the command says, 2 for a command line that makes no sense
 * @throws {Trouble} for everything that a person can mend
 */
export async function main(argv: string[]): Promise<number> {
  let exitCode = 0;
  const program = commands((code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
  if (argv.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw new Trouble(sentence(error));
  }
  return exitCode;
}
