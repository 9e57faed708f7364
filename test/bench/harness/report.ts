import { writeFileSync } from 'node:fs';
import { pinned } from './children.ts';
import { machine, type Options } from './options.ts';
import type { Contest } from './rounds.ts';

/** A table for printing, and its data. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines under the table. */
  readonly notes: readonly string[];
  /** The numbers, for `--json`. */
  readonly data: unknown;
}

/** Reports progress, separately from the result. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Formats the results of loaded servers; the first contestant's rate is 1.00. */
export function contestTable(title: string, contest: Contest): Table {
  const base = contest.outcomes[0]!.median;
  const rows = contest.outcomes.map(({ name, median }) => [
    name,
    (median.perSecond / base.perSecond).toFixed(2),
    base.cpu === null ? '' : shown(median.cpu === null ? null : median.cpu / base.cpu, 2),
    median.perSecond.toFixed(median.perSecond < 100 ? 1 : 0),
    shown(median.cpu, 2),
    shown(median.cpu === null ? null : (median.cpu * median.perSecond) / 10, 0),
    median.p50.toFixed(1),
    median.p99.toFixed(1),
    shown(median.memory, 0),
  ]);
  return {
    title: `${title}, an answer of ${(contest.bytes / 1_000).toFixed(1)} kB`,
    columns: [
      '',
      'ratio',
      'CPU ratio',
      'requests/s',
      'CPU ms/request',
      'busy %',
      'p50 ms',
      'p99 ms',
      'memory MB',
    ],
    rows,
    notes: contest.leftOut.map((reason) => `Not timed: ${reason}`),
    data: contest,
  };
}

function shown(value: number | null, digits: number): string {
  return value === null ? '' : value.toFixed(digits);
}

/** Formats a Markdown table with aligned columns. */
export function markdown({ title, columns, rows, notes }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(3, column.length, ...rows.map((row) => row[index]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join(' | ')} |`;
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [`### ${title}`, '', line(columns), line(rule), ...rows.map(line), '', ...notes, ''].join('\n');
}

/**
 * Prints each table as soon as it is measured and writes the samples so far to the file of
 * `--json`, so that a run that fails keeps what it has measured.
 */
export async function publish(
  name: string,
  tables: AsyncIterable<Table> | Iterable<Table>,
  options: Options,
  unpinned = false,
): Promise<void> {
  const { rounds, seconds } = options;
  const bound = pinned() && !unpinned;
  const cores = bound ? 'bound to cores' : 'not bound to cores';
  const heading = `${machine()}, ${cores}; ${rounds} rounds of ${seconds} s`;
  const results: Pick<Table, 'title' | 'notes' | 'data'>[] = [];
  for await (const table of tables) {
    if (results.length === 0) process.stdout.write(`\n${heading}\n`);
    process.stdout.write(`\n${markdown(table)}`);
    const { title, notes, data } = table;
    results.push({ title, notes, data });
    if (options.json === null) continue;
    const report = { name, machine: machine(), pinned: bound, rounds, seconds, results };
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}
