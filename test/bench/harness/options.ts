import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The bench's own folder. */
export const BENCH = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** The repository's root; `--json` is relative to it. */
export const ROOT = resolve(BENCH, '../..');

/** What a run of any benchmark is asked for. */
export interface Options {
  /** Timed runs of each contestant, of which the median counts. */
  readonly rounds: number;
  /** Length of one timed run. */
  readonly seconds: number;
  /** Only contestants whose name contains this, beside the base. */
  readonly only: string | null;
  /** Where to write the numbers. */
  readonly json: string | null;
}

const LIMITS = { rounds: 50, seconds: 300 };

/** Reads the command line; the name is null when none was given. Throws an Error that says what was expected. */
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
    },
  });
  const name = positionals[0] ?? null;
  const { rounds, seconds } = (name && defaultsOf(name)) || { rounds: 3, seconds: 5 };
  const options = {
    rounds: whole('rounds', values.rounds ?? String(rounds)),
    seconds: whole('seconds', values.seconds ?? String(seconds)),
    only: values.only ?? null,
    json: values.json === undefined ? null : output(values.json),
  };
  return { name, options };
}

/** A file to write at the end: its folder must be there now. */
function output(path: string): string {
  const file = resolve(ROOT, path);
  if (!existsSync(dirname(file))) throw new Error(`--json: there is no folder ${dirname(file)}.`);
  return file;
}

function whole(name: keyof typeof LIMITS, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= LIMITS[name]) return value;
  throw new Error(`--${name} is a whole number from 1 to ${LIMITS[name]}.`);
}

/** Counted before this process binds itself to one. */
const cores = availableParallelism();

/** What the run happened on, for the report: kind only. */
export function machine(): string {
  return `${cores} cores, Node ${process.versions.node}, ${process.platform}`;
}
