import { basename } from 'node:path';
import {
  IMPORT_FORMATS,
  type ImportFormat,
  type ImportOutcome,
  parseMap,
  progressLine,
  runImport,
} from '@tributary/kit/import';
import { Command, InvalidArgumentError, Option } from 'commander';
import { subgraphs } from '../subgraphs.ts';
import { withSession } from './session/index.ts';
import { untilInterrupted } from './terminal/interrupt.ts';
import { print } from './terminal/output.ts';

interface ImportFlags {
  workspace: string;
  format?: ImportFormat;
  map?: string;
  dateFormat?: string;
  path?: string;
  encoding?: string;
  delimiter?: string;
  skipLines?: number;
  thousands?: string;
  unescapeHtml?: boolean;
  preset?: string;
  json?: boolean;
  [option: string]: unknown;
}

type Kind = (typeof subgraphs)[number]['imports'][number];

/** `import`: one subcommand per kind of data that a subgraph imports. */
export function importCommand(): Command {
  const group = new Command('import').description('import files into a workspace');
  for (const subgraph of subgraphs)
    for (const kind of subgraph.imports) group.addCommand(kindCommand(subgraph.name, kind));
  return group;
}

function kindCommand(subgraph: string, kind: Kind): Command {
  const command = new Command(kind.name)
    .description(kind.description)
    .argument('<file>', 'file, optionally compressed as .gz or .zst; - reads standard input')
    .requiredOption('--workspace <name>', 'name of the workspace to import into')
    .addOption(
      new Option('--format <format>', 'format of the file (default: detected)').choices(IMPORT_FORMATS),
    )
    .option(
      '--map <field=column,…>',
      `columns of the fields ${kind.fields.map(({ name }) => name).join(', ')}`,
    )
    .option(
      '--date-format <format>',
      'format of dates, such as M/D/YYYY H:mm (default: ISO 8601 or Unix time)',
    )
    .option('--json', 'print the result as JSON');
  const presets = Object.keys(kind.presets);
  if (presets.length > 0)
    command.addOption(
      new Option('--preset <name>', 'preset for the export of a known tool').choices(presets),
    );
  for (const option of styleOptions()) command.addOption(option);
  for (const { name, description } of kind.options) command.option(`--${name} <${name}>`, description);
  return command.action((file: string, flags: ImportFlags) => importFile(subgraph, kind, file, flags));
}

/** Options for the file's format, overriding what is detected or preset. */
function styleOptions(): Option[] {
  return [
    new Option('--path <members>', 'json: path to the list of rows, such as data.items'),
    new Option('--encoding <name>', 'character encoding, such as windows-1252 or utf-16le (default: UTF-8)'),
    new Option(
      '--delimiter <character>',
      'csv: column delimiter, such as ; or tab (default: detected from the header row)',
    ),
    new Option('--skip-lines <count>', 'number of lines to skip above the header row').argParser(lineCount),
    new Option('--thousands <character>', 'thousands separator in numbers').choices([',', '.', ' ', "'"]),
    new Option('--unescape-html', 'decode HTML character references such as &amp; in texts, once'),
  ];
}

function lineCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be an integer from 0 to 999999.');
  return Number(text);
}

function importFile(subgraph: string, kind: Kind, file: string, flags: ImportFlags): Promise<void> {
  return withSession(async ({ admin, subgraphs: open }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const preset = flags.preset ? kind.presets[flags.preset] : undefined;
    const options = Object.fromEntries(
      kind.options.map(({ name }) => [name, flags[name] as string | undefined]),
    );
    const target = open
      .find(({ name }) => name === subgraph)!
      .beginImport(kind.name, id, options, preset, file === '-' ? 'standard input' : basename(file));
    const { format, dateFormat, path, encoding, delimiter, skipLines, thousands, unescapeHtml } = flags;
    const style = { format, dateFormat, path, encoding, delimiter, skipLines, thousands, unescapeHtml };
    const line = progressLine();
    const run = (signal: AbortSignal) =>
      runImport({
        ...target,
        ...style,
        file,
        preset,
        map: flags.map ? parseMap(flags.map) : undefined,
        fields: kind.fields,
        signal,
        onProgress: line.update,
      });
    const report = await untilInterrupted((signal) => finished(target, run(signal))).finally(() =>
      line.clear(),
    );
    process.exitCode = exitCode(report);
    print(flags.json, report, summary(report));
  });
}

/** Returns 130 after an interrupt, as shells do, and 1 if every row was rejected. */
function exitCode({ aborted, read, rejected }: Report): number {
  if (aborted) return 130;
  return read > 0 && rejected === read ? 1 : 0;
}

type Report = Awaited<ReturnType<typeof runImport>>;

/** Reports the import's result, or its error, to the target. */
async function finished(
  target: { finish?(outcome: ImportOutcome): Promise<void> },
  importing: Promise<Report>,
): Promise<Report> {
  try {
    const report = await importing;
    await target.finish?.({ report });
    return report;
  } catch (error) {
    await target.finish?.({ error });
    throw error;
  }
}

function summary(report: Report): string[] {
  const { read, inserted, updated, unchanged, rejected } = report;
  const lines = [
    `Read ${read} rows in ${report.seconds.toFixed(1)} s (${Math.round(report.rowsPerSecond)} per second): ` +
      `${inserted} new, ${updated} changed, ${unchanged} unchanged, ${rejected} rejected.`,
  ];
  if (report.rejectFile) lines.push(`Rejected rows, with line and reason: ${report.rejectFile}`);
  if (report.noted > 0)
    lines.push(
      `Omitted values of imported rows, with line and reason: ${report.noted} in ${report.noteFile}`,
    );
  if (report.aborted)
    lines.push('Interrupted. Imported rows are kept; run the command again to import the rest.');
  return lines;
}
