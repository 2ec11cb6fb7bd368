/**
 * `npm run bench -- [--rounds N] [DIRECTORY | REPOSITORY@BASE..HEAD]…`: what an audit and a review cost, relative to
 * parsing the same files once on one thread. Without arguments it measures copies of the example shop. Everything is
 * measured in turns, so that a busy machine slows all alike; the medians' ratios are printed as a Markdown table.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { fromDirectory, fromRange, type Size, type Subject, sizeOf, writeShops } from './repositories.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const CLI = here('../dist/cli.js');
/** As the package's scripts start it: `node FLAGS dist/cli.js`. */
const FLAGS = packageJson.scripts.architect.split(' ').slice(1, -1);
const SHOPS = 46;

/** Bounds that docs/limits.md promises. */
const BOUNDS = { audit: 1.5, review: 0.15, map: 0.1, diff: 0.3, scaling: 1.2, megabytes: 600 };

interface Used {
  seconds: number;
  /** Seconds of processor time, user and system. */
  cpu: number;
  megabytes: number;
}
interface Round extends Record<'parse' | 'audit' | 'tenth' | 'review' | 'map', Used> {
  /** Seconds of the review from the facts of both snapshots to what becomes of the services, and who feels it. */
  diff: number;
  /** Likewise in a process that reviewed another change of the repository before. */
  again: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
if (!existsSync(CLI)) throw new Error('there is no build: run npm run build first');
const rows: string[] = [];
for (const argument of positionals.length > 0 ? positionals : [null]) {
  const work = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const subject = prepare(argument, work);
    const rounds: Round[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      process.stderr.write(`${subject.name}: round ${round} of ${values.rounds}\n`);
      rounds.push(await measureRound(subject, join(work, 'cache')));
    }
    rows.push(...rowsOf(subject, rounds, sizeOf(subject.directory), sizeOf(subject.tenth)));
  } finally {
    rmSync(work, { recursive: true });
  }
}
const [processor] = cpus();
process.stdout.write(`${availableParallelism()} × ${processor?.model ?? 'processor'}, Node ${process.versions.node}, `);
process.stdout.write(`medians of ${values.rounds} interleaved rounds, process start included\n\n`);
process.stdout.write(
  `| repository | what | measured | ratio | bound | |\n| --- | --- | --- | ---: | ---: | --- |\n${rows.join('')}`,
);

function prepare(argument: string | null, work: string): Subject {
  if (argument === null) {
    const directory = join(work, 'shops');
    writeShops(directory, SHOPS);
    return fromDirectory(`${SHOPS} example shops`, directory, work);
  }
  const [path = '', range] = argument.split('@');
  if (range !== undefined) return fromRange(`${basename(path)} ${range}`, resolve(path), range, work);
  return fromDirectory(basename(resolve(path)), resolve(path), work);
}

async function measureRound({ directory, tenth, repo, before, base, head }: Subject, cache: string): Promise<Round> {
  const architect = (...args: string[]) =>
    run([...FLAGS, CLI, ...args, '--format', 'json', '--fail-on', 'never'], cache);
  const parse = await run([here('parse-once.ts'), directory], cache);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache);
  const small = await architect('audit', tenth);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache);
  // The audit fills the cache that the review finds.
  const audit = await architect('audit', directory);
  const report = join(cache, 'review.json');
  const review = await architect('review', '--repo', repo, '--base', base, '--head', head, '--output', report);
  const diff = diffIn(report);
  const map = await run([...FLAGS, CLI, 'map', directory, '--format', 'json'], cache);
  await run([here('again.ts'), repo, before, base, head, report], cache);
  return { parse, audit, tenth: small, review, map, diff, again: diffIn(report) };
}

/** Seconds, of a review's report. */
function diffIn(report: string): number {
  const { timings } = JSON.parse(readFileSync(report, 'utf8')) as { timings: Record<string, number> };
  return ((timings.services ?? Number.NaN) + (timings.impact ?? Number.NaN)) / 1000;
}

async function run(args: readonly string[], cache: string): Promise<Used> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', new URL('measure.ts', import.meta.url).href, ...args], {
    env: { ...process.env, ARCHITECT_CACHE_DIR: cache },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const used = text(child.stdio[3] as NodeJS.ReadableStream);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  const { cpu, rss } = JSON.parse(await used) as { cpu: number; rss: number };
  return { seconds, cpu: cpu / 1000, megabytes: rss };
}

function rowsOf({ name }: Subject, rounds: readonly Round[], size: Size, small: Size): string[] {
  const middle = (pick: (round: Round) => number) => median(rounds.map(pick));
  const time = (what: Exclude<keyof Round, 'diff' | 'again'>) =>
    `${middle((round) => round[what].seconds).toFixed(2)} s (${middle((round) => round[what].cpu).toFixed(2)} s CPU)`;
  const row = (what: string, measured: string, value: number, bound: number) =>
    `| ${name} | ${what} | ${measured} | ${value.toFixed(2)} | ${bound} | ${value <= bound ? 'holds' : '**over**'} |\n`;
  const megabytes = middle((round) => round.audit.megabytes);
  const perMegabyte = (round: Round) => round.audit.seconds / size.megabytes / (round.tenth.seconds / small.megabytes);
  return [
    `| ${name} | ${size.files} files, ${size.megabytes.toFixed(1)} MB of Go, parsed once | ${time('parse')} | 1.00 | | |\n`,
    row(
      'cold audit ÷ parsed once',
      time('audit'),
      middle(({ audit, parse }) => audit.seconds / parse.seconds),
      BOUNDS.audit,
    ),
    row(
      'warm review ÷ cold audit',
      time('review'),
      middle(({ review, audit }) => review.seconds / audit.seconds),
      BOUNDS.review,
    ),
    row(
      'warm map ÷ cold audit',
      time('map'),
      middle(({ map, audit }) => map.seconds / audit.seconds),
      BOUNDS.map,
    ),
    row(
      'maps of base and head compared, seconds',
      `${middle(({ diff }) => diff).toFixed(2)} s`,
      middle(({ diff }) => diff),
      BOUNDS.diff,
    ),
    row(
      'likewise, in a process that reviewed the change before it',
      `${middle(({ again }) => again).toFixed(2)} s`,
      middle(({ again }) => again),
      BOUNDS.diff,
    ),
    row(`time per MB ÷ that of ${small.files} files`, time('tenth'), middle(perMegabyte), BOUNDS.scaling),
    row('memory of the audit, MB', `${megabytes.toFixed(0)} MB`, megabytes, BOUNDS.megabytes),
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return (low + high) / 2;
}
