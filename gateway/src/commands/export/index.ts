import { invalidInput } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import { progressLine } from '@tributary/kit/import';
import { apiSdl } from '@tributary/schema';
import { Argument, Command, Option } from 'commander';
import { buildSchema } from 'graphql';
import {
  type ExportedList,
  exportedList,
  FORMATS,
  type FormatName,
  filtersOf,
  LISTS,
  type ListName,
  type PageData,
  type ReadPage,
  type Row,
  readPages,
} from '../../exports/index.ts';
import { withSession } from '../session/index.ts';
import { untilInterrupted } from '../terminal/interrupt.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print } from '../terminal/output.ts';
import { openPartialFile, type PartialFile, type Position } from './partial-file.ts';

interface ExportFlags extends Flags {
  readonly format: FormatName;
  readonly output?: string;
  readonly filter: readonly string[];
}

/** `export`: writes a list of a workspace to a file. */
export function exportCommand(): Command {
  const format = new Option('--format <format>', 'format of the file').choices(Object.keys(FORMATS));
  return new Command('export')
    .description('export a list of a workspace to a file, or continue an export that was interrupted')
    .addArgument(new Argument('<list>', 'what to export').choices(LISTS))
    .addOption(workspace())
    .addOption(format.default('ndjson'))
    .option('--output <file>', 'file to write (default: LIST.FORMAT)')
    .option('--filter <name=value>', 'filter, see docs/exports.md; may be repeated', collect, [])
    .addOption(json())
    .action((name: ListName, flags: ExportFlags) => exportToFile(name, flags));
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function exportToFile(name: ListName, flags: ExportFlags): Promise<void> {
  const list = exportedList(name, buildSchema(apiSdl()));
  const filters = filtersOf(list, readFilters(flags.filter));
  const output = flags.output ?? `${name}.${flags.format}`;
  return withSession(async ({ admin, graph }) => {
    const principal = operatorPrincipal((await admin.findWorkspace(flags.workspace)).id);
    const request = JSON.stringify([name, flags.format, flags.workspace, filters]);
    const file = await openPartialFile(output, request, FORMATS[flags.format].isAppendable);
    const before = file.position.rows;
    try {
      const { rows, isComplete } = await untilInterrupted((signal) => {
        const read: ReadPage = (variables) =>
          graph.ask<PageData>({ principal }, list.query, variables, { signal });
        return fill(file, list, flags.format, { read, filters, signal });
      });
      if (isComplete) await file.finish();
      else process.exitCode = 130;
      print(flags.json, { output, rows, continuedAt: before, isComplete }, [
        ...(before > 0 ? [`Continued behind ${before} rows.`] : []),
        isComplete
          ? `Exported ${rows} rows to ${output}.`
          : `Interrupted after ${rows} rows. Run the command again to export the rest.`,
      ]);
    } finally {
      await file.close();
    }
  });
}

interface Source {
  readonly read: ReadPage;
  readonly filters: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Appends the rows behind the position of the file, until there are no more or it is aborted. */
async function fill(
  file: PartialFile,
  { columns }: ExportedList,
  format: FormatName,
  { read, filters, signal }: Source,
): Promise<Position & { readonly isComplete: boolean }> {
  const line = progressLine();
  const started = performance.now();
  const { rows: before, cursor: after } = file.position;
  let position = file.position;
  const pages = readPages(read, { filters, after, limit: null });
  async function* noted(): AsyncGenerator<readonly Row[]> {
    for await (const rows of pages) {
      if (rows.length > 0) position = { rows: position.rows + rows.length, cursor: rows.at(-1)!.cursor };
      yield rows;
    }
  }
  try {
    for await (const piece of FORMATS[format].encode(noted(), columns, { header: after === null })) {
      await file.append(piece, position);
      const seconds = (performance.now() - started) / 1_000;
      line.update({ bytes: 0, size: null, read: position.rows - before, rejected: 0, seconds });
      if (signal.aborted) break;
    }
    return { ...position, isComplete: !signal.aborted };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ...position, isComplete: false };
  } finally {
    line.clear();
  }
}

/** Reads `--filter name=value` as the parameters of a URL. */
function readFilters(texts: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const text of texts) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined)
      throw invalidInput('filter', `--filter must be NAME=VALUE, got "${text.slice(0, 100)}".`);
    filters[name] = [...(filters[name] ?? []), value!];
  }
  return filters;
}
