import { DAY, invalidInput } from '@tributary/kit';
import { readSince, SINCE_FORM } from '@tributary/kit/events';
import { createLogger, readConfig, withClosing } from '@tributary/kit/host';
import { Command } from 'commander';
import { openUsageDatabase, sourcesOf } from '../../compose/index.ts';
import { USAGE_DAYS, type Usage } from '../../usage/index.ts';
import { json } from '../terminal/options.ts';
import { print } from '../terminal/output.ts';
import { type AffectedClient, type BreakingChange, findAffected } from './find-clients.ts';
import { clientSchema, readClientSchema } from './read-schema.ts';

interface Flags {
  readonly since: string;
  readonly current?: string;
  readonly json?: boolean;
}

/** The result of a check. */
interface Report {
  /** Whether no client that is in use is affected. */
  readonly safe: boolean;
  readonly since: string;
  /** The first hour with usage in the period; null if there is none. */
  readonly recordedFrom: string | null;
  readonly requests: number;
  readonly breaking: readonly BreakingChange[];
  /** Numbers of changes that are not breaking. */
  readonly dangerous: number;
  readonly compatible: number;
}

/** Most clients of one change that are listed as text. */
const MOST_CLIENTS = 20;

/** `schema check`: which clients a new schema breaks. */
export function checkCommand(): Command {
  return new Command('check')
    .description(
      'compare a schema with the present one, and list the clients that its breaking changes affect',
    )
    .argument('<file>', 'the new schema of clients, or a supergraph')
    .option('--since <time>', `usage since: ${SINCE_FORM}, at most ${USAGE_DAYS} days`, '7d')
    .option(
      '--current <file>',
      "the present schema of clients, or a supergraph (default: that of Tributary's own graph)",
    )
    .addOption(json())
    .action(check);
}

async function check(file: string, { since: text, current, json }: Flags): Promise<void> {
  const { clock } = sourcesOf({});
  const since = readPeriod(text, new Date(clock()));
  const { apiSdl } = await import('@tributary/schema');
  const { listChanges } = await import('@tributary/schema/list-changes.ts');
  const after = await readClientSchema(file);
  const before = await (current === undefined
    ? clientSchema(apiSdl(), 'schema/api.graphql')
    : readClientSchema(current));
  const changes = await listChanges(before, after);
  const of = (criticality: string) => changes.filter((change) => change.criticality === criticality);
  const others = { dangerous: of('dangerous').length, compatible: of('safe').length };
  const { recorded, breaking } = await withUsage(clock, async (usage) => {
    const recorded = await usage.findRecordedPeriod(since);
    const period = { since, recorded };
    return { recorded, breaking: await findAffected(usage, { before, after }, of('breaking'), period) };
  });
  const report: Report = {
    safe: breaking.every(({ usage }) => usage === 'unused'),
    since: since.toISOString(),
    recordedFrom: recorded.from?.toISOString() ?? null,
    requests: recorded.requests,
    breaking,
    ...others,
  };
  print(json, report, linesOf(report));
  if (!report.safe) process.exitCode = 1;
}

function readPeriod(text: string, now: Date): Date {
  const since = readSince(text, now);
  if (!since) throw invalidInput('since', `--since must be ${SINCE_FORM}, got "${text}".`);
  if (since > now) throw invalidInput('since', '--since must not be in the future.');
  if (now.getTime() - since.getTime() > USAGE_DAYS * DAY)
    throw invalidInput('since', `--since must be within ${USAGE_DAYS} days: older usage is deleted.`);
  return since;
}

/** Opens the usage in the database of the environment for one command. */
async function withUsage<Result>(
  clock: () => number,
  work: (usage: Usage) => Promise<Result>,
): Promise<Result> {
  const log = createLogger('warn', { write: (line: string) => process.stderr.write(line) });
  const { usage, stop } = await withClosing(log, async (opened) => ({
    usage: await openUsageDatabase(readConfig(), log, clock, opened),
  }));
  try {
    return await work(usage);
  } finally {
    await stop();
  }
}

function linesOf({ safe, since, recordedFrom, requests, breaking, dangerous, compatible }: Report): string[] {
  const from =
    recordedFrom === null
      ? `No usage has been recorded since ${since}.`
      : `Usage since ${since}: ${requests} requests, the first in the hour of ${recordedFrom}.`;
  const others = `Other changes: ${dangerous} dangerous, ${compatible} compatible.`;
  if (breaking.length === 0) return ['No breaking changes.', others];
  const verdict = safe
    ? 'No client has used what the breaking changes affect.'
    : 'At least one breaking change affects a client, or the usage cannot tell.';
  return [from, '', ...breaking.flatMap(linesOfChange), '', others, verdict];
}

function linesOfChange({ path, message, usage, clients }: BreakingChange): string[] {
  const title = `BREAKING ${path}: ${message}`;
  if (usage === 'unused') return [title, '  not used'];
  if (usage === 'unknown') return [title, '  the usage cannot tell who is affected'];
  const more = clients.length - MOST_CLIENTS;
  return [
    title,
    ...clients.slice(0, MOST_CLIENTS).map((client) => `  ${lineOfClient(client)}`),
    ...(more > 0 ? [`  and ${more} more (see --json)`] : []),
  ];
}

function lineOfClient({ name, version, requests, operations }: AffectedClient): string {
  const who = [name ?? 'clients without a name', version].filter(Boolean).join(' ');
  const sent = operations.length > 0 ? ` by ${operations.slice(0, 5).join(', ')}` : '';
  return `${who}: ${requests} ${requests === 1 ? 'request' : 'requests'}${sent}`;
}
