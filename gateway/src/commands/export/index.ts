import { invalidInput } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import { apiSdl } from '@tributary/schema';
import { Argument, Command, Option } from 'commander';
import { buildSchema } from 'graphql';
import {
  exportedList,
  FORMATS,
  type FormatName,
  filtersOf,
  LISTS,
  type ListName,
  type PageData,
  type ReadPage,
} from '../../exports/index.ts';
import { withSession } from '../session/index.ts';
import { untilInterrupted } from '../terminal/interrupt.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print } from '../terminal/output.ts';
import { fillFile } from './fill-file.ts';
import { openPartialFile } from './partial-file.ts';

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
        return fillFile(file, list, flags.format, { read, filters, signal });
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
