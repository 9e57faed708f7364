import { basename } from 'node:path';
import {
  type ImportFormat,
  type ImportOutcome,
  invalidInput,
  parseMap,
  progressLine,
  runImport,
} from '@tributary/kit';
import { Command, Option } from 'commander';
import { subgraphs } from '../subgraphs.ts';
import { print, untilInterrupted, withSession } from './session.ts';

interface ImportFlags {
  workspace: string;
  format?: ImportFormat;
  map?: string;
  dateFormat?: string;
  preset?: string;
  json?: boolean;
  [option: string]: unknown;
}

type Kind = (typeof subgraphs)[number]['imports'][number];

/** `import`: one command for each kind of thing that a subgraph imports. */
export function importCommand(): Command {
  const group = new Command('import').description('import files into a workspace');
  for (const subgraph of subgraphs)
    for (const kind of subgraph.imports) group.addCommand(kindCommand(subgraph.name, kind));
  return group;
}

function kindCommand(subgraph: string, kind: Kind): Command {
  const command = new Command(kind.name)
    .description(kind.description)
    .argument('<file>', 'the file, also gzipped; - is standard input')
    .requiredOption('--workspace <name>', 'workspace to import into')
    .addOption(new Option('--format <format>', 'how the file is written').choices(['csv', 'tsv', 'ndjson']))
    .addOption(new Option('--preset <name>', 'a known kind of file').choices(Object.keys(kind.presets)))
    .option('--map <field=column,…>', `columns of ${kind.fields.map(({ name }) => name).join(', ')}`)
    .option('--date-format <format>', 'such as M/D/YYYY H:mm; ISO 8601 and Unix times without')
    .option('--json', 'answer as JSON');
  for (const { name, description } of kind.options) command.option(`--${name} <${name}>`, description);
  return command.action((file: string, flags: ImportFlags) => importFile(subgraph, kind, file, flags));
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
    if (
      file !== '-' &&
      flags.format === undefined &&
      !preset &&
      !/\.(csv|tsv|ndjson|jsonl)(\.gz)?$/i.test(file)
    )
      throw invalidInput('format', 'The name of the file does not tell its format; give --format.');
    const line = progressLine();
    const run = (signal: AbortSignal) =>
      runImport({
        ...target,
        file,
        format: flags.format,
        preset,
        map: flags.map ? parseMap(flags.map) : undefined,
        dateFormat: flags.dateFormat,
        fields: kind.fields,
        signal,
        onProgress: line.update,
      });
    const report = await untilInterrupted((signal) => finished(target, run(signal))).finally(() =>
      line.clear(),
    );
    if (report.aborted) process.exitCode = 130;
    print(flags.json, report, summary(report));
  });
}

type Report = Awaited<ReturnType<typeof runImport>>;

/** Tells the target what the import came to, or failed by. */
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
  if (report.aborted) lines.push('Interrupted: what was imported stays; run it again for the rest.');
  return lines;
}
