import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The directory of the benchmarks. */
export const BENCH = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** The root of the repository; `--json` and `--against` are relative to it. */
export const ROOT = resolve(BENCH, '../..');

/** The options of a run. */
export interface Options {
  /** Timed runs of each contestant; the median counts. */
  readonly rounds: number;
  /** Length of one timed run. */
  readonly seconds: number;
  /** Runs only contestants whose name contains this, and the base. */
  readonly only: string | null;
  /** The file for the samples. */
  readonly json: string | null;
  /** Root of another checkout of this repository, whose Tributary is measured beside this one. */
  readonly against: string | null;
  /** Number of rows of a generated data set; null if the benchmark has none, or for its own. */
  readonly rows: number | null;
}

const LIMITS = { rounds: [1, 50], seconds: [1, 300], rows: [100_000, 100_000_000] } as const;

/**
 * Parses the command line; the name is null if none was given. Throws an Error that states what was
 * expected.
 */
export function readOptions(
  argv: readonly string[],
  defaultsOf: (name: string) => Pick<Options, 'rounds' | 'seconds'> | undefined,
): { name: string | null; options: Options } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      against: { type: 'string' },
      rows: { type: 'string' },
    },
  });
  const name = positionals[0] ?? null;
  const { rounds, seconds } = (name && defaultsOf(name)) || { rounds: 3, seconds: 5 };
  const options = {
    rounds: whole('rounds', values.rounds ?? String(rounds)),
    seconds: whole('seconds', values.seconds ?? String(seconds)),
    only: values.only ?? null,
    json: values.json === undefined ? null : output(values.json),
    against: values.against === undefined ? null : checkout(values.against),
    rows: values.rows === undefined ? null : whole('rows', values.rows),
  };
  return { name, options };
}

/** Checks that the directory of the output file exists before the run, not after it. */
function output(path: string): string {
  const file = resolve(ROOT, path);
  if (!existsSync(dirname(file))) throw new Error(`--json: there is no folder ${dirname(file)}.`);
  return file;
}

/** Checks that the folder is a checkout whose dependencies are installed. */
function checkout(path: string): string {
  const folder = resolve(ROOT, path);
  if (existsSync(join(folder, 'gateway/bin/tributary.js')) && existsSync(join(folder, 'node_modules')))
    return folder;
  throw new Error(`--against: ${folder} is no checkout of Tributary with installed dependencies.`);
}

function whole(name: keyof typeof LIMITS, text: string): number {
  const [least, most] = LIMITS[name];
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} is a whole number from ${least} to ${most}.`);
}

/** Counted before this process binds itself to one core. */
const cores = availableParallelism();

/** Describes the machine for the report: its kind only. */
export function machine(): string {
  return `${cores} cores, Node ${process.versions.node}, ${process.platform}`;
}
