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
    .argument('<file>', 'the file, also packed as .gz or .zst; - is standard input')
    .requiredOption('--workspace <name>', 'workspace to import into')
    .addOption(new Option('--format <format>', 'how the file is written').choices(IMPORT_FORMATS))
    .option('--map <field=column,…>', `columns of ${kind.fields.map(({ name }) => name).join(', ')}`)
    .option('--date-format <format>', 'such as M/D/YYYY H:mm; ISO 8601 and Unix times without')
    .option('--json', 'answer as JSON');
  const presets = Object.keys(kind.presets);
  if (presets.length > 0)
    command.addOption(new Option('--preset <name>', 'a known kind of file').choices(presets));
  for (const option of styleOptions()) command.addOption(option);
  for (const { name, description } of kind.options) command.option(`--${name} <${name}>`, description);
  return command.action((file: string, flags: ImportFlags) => importFile(subgraph, kind, file, flags));
}

/** Options for the file's format, overriding what is detected or preset. */
function styleOptions(): Option[] {
  return [
    new Option('--path <members>', 'json: members that lead to the list, such as data.items'),
    new Option('--encoding <name>', 'such as windows-1252 or utf-16le; UTF-8 without'),
    new Option('--delimiter <character>', 'csv: such as ; or tab; detected from the header row without'),
    new Option('--skip-lines <count>', 'lines above the header row').argParser(lineCount),
    new Option('--thousands <character>', 'separator between groups of three digits in numbers').choices([
      ',',
      '.',
      ' ',
      "'",
    ]),
    new Option('--unescape-html', 'replace character references such as &amp; in texts, once'),
  ];
}

function lineCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a number of lines.');
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
    `${read} rows read in ${report.seconds.toFixed(1)} s (${Math.round(report.rowsPerSecond)} a second): ` +
      `${inserted} new, ${updated} changed, ${unchanged} unchanged, ${rejected} rejected.`,
  ];
  if (report.rejectFile) lines.push(`The rejected rows, with line and reason: ${report.rejectFile}`);
  if (report.noted > 0)
    lines.push(
      `Values left out of imported rows, with line and reason: ${report.noted} in ${report.noteFile}`,
    );
  if (report.aborted) lines.push('Interrupted: what was imported stays; run it again for the rest.');
  return lines;
}
