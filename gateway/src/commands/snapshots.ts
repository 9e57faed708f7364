import { DAY, invalidInput, TributaryError } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import { isDate } from '@tributary/kit/text';
import { Command } from 'commander';
import { type Session, withSession } from './session/index.ts';
import { untilInterrupted } from './terminal/interrupt.ts';
import { print } from './terminal/output.ts';
import { progressBar } from './terminal/progress-bar.ts';

interface Flags {
  query: string;
  workspace?: string;
  json?: boolean;
}

interface Captured {
  readonly date: string;
  readonly replaced: boolean;
  readonly total: number;
  readonly summary: string;
}

/** Longest backfill, in days: ten years. */
const MAX_DAYS = 3_660;

/** `snapshots`: share of voice on demand. */
export function snapshotsCommand(): Command {
  const group = new Command('snapshots').description(
    'capture share-of-voice snapshots of intelligence queries',
  );
  group
    .command('capture')
    .description('capture one day of a query, replacing an earlier snapshot of that day')
    .requiredOption('--query <id>', 'id of the intelligence query')
    .option('--date <day>', 'day, as YYYY-MM-DD (default: today in UTC)')
    .option('--workspace <name>', 'workspace of the query (default: found by the id)')
    .option('--json', 'print the result as JSON')
    .action((flags: Flags & { date?: string }) => captureDay(flags));
  group
    .command('backfill')
    .description('capture every day of a range, oldest first, replacing earlier snapshots')
    .requiredOption('--query <id>', 'id of the intelligence query')
    .requiredOption('--from <day>', 'first day, as YYYY-MM-DD')
    .option('--to <day>', 'last day, inclusive (default: yesterday in UTC)')
    .option('--workspace <name>', 'workspace of the query (default: found by the id)')
    .option('--json', 'print the result as JSON')
    .action((flags: Flags & { from: string; to?: string }) => backfill(flags));
  return group;
}

function captureDay(flags: Flags & { date?: string }): Promise<void> {
  if (flags.date) checkDay('date', flags.date);
  return withSession(async (session) => {
    const workspaceId = await workspaceOf(session, flags);
    const captured = await capture(session, workspaceId, flags.query, flags.date);
    print(flags.json, captured, [line(captured), captured.summary]);
  });
}

function backfill(flags: Flags & { from: string; to?: string }): Promise<void> {
  checkDay('from', flags.from);
  if (flags.to) checkDay('to', flags.to);
  return withSession(async (session) => {
    const to = flags.to ?? new Date(session.clock() - DAY).toISOString().slice(0, 10);
    const days = daysOf(flags.from, to);
    const workspaceId = await workspaceOf(session, flags);
    const bar = progressBar(days.length);
    const done = await untilInterrupted(async (signal) => {
      const captured: Captured[] = [];
      for (const day of days) {
        if (signal.aborted) break;
        bar.update(captured.length, day);
        captured.push(await capture(session, workspaceId, flags.query, day));
      }
      return captured;
    }).finally(() => bar.clear());
    if (done.length < days.length) process.exitCode = 130;
    const replaced = done.filter((each) => each.replaced).length;
    const result = { days: days.length, captured: done.length, replaced, from: flags.from, to };
    print(flags.json, result, [
      `Captured ${done.length} of ${days.length} days from ${flags.from} to ${to}: ${done.length - replaced} new, ${replaced} replaced.`,
    ]);
  });
}

/**
 * Query ids are unique across workspaces: without a workspace name, finds the workspace that has
 * the query.
 */
async function workspaceOf({ admin, graph }: Session, { query, workspace }: Flags): Promise<string> {
  if (workspace) return (await admin.findWorkspace(workspace)).id;
  const document = 'query FindQuery($id: ID!) { intelligenceQuery(id: $id) { id } }';
  for (const { id } of await admin.listWorkspaces()) {
    const found = await graph.ask<{ intelligenceQuery: object | null }>(
      { principal: operatorPrincipal(id) },
      document,
      { id: query },
    );
    if (found.intelligenceQuery) return id;
  }
  throw new TributaryError('NOT_FOUND', `No workspace has the intelligence query ${query}.`);
}

async function capture(
  { graph }: Session,
  workspaceId: string,
  queryId: string,
  date?: string,
): Promise<Captured> {
  const { captureSnapshot: result } = await graph.ask<{ captureSnapshot: Result }>(
    { principal: operatorPrincipal(workspaceId) },
    `mutation CaptureSnapshot($queryId: ID!, $date: Date) {
      captureSnapshot(queryId: $queryId, date: $date) {
        ... on SnapshotCaptured { replaced snapshot { date total summary } }
        ... on InvalidInput { message }
        ... on NotFound { message }
      }
    }`,
    { queryId, date },
  );
  if (!result.snapshot) throw new TributaryError('INVALID_INPUT', result.message!);
  return { ...result.snapshot, replaced: result.replaced! };
}

interface Result {
  replaced?: boolean;
  snapshot?: { date: string; total: number; summary: string };
  message?: string;
}

function line({ date, total, replaced }: Captured): string {
  return `${date}: ${total} mentions counted${replaced ? ', replacing an earlier snapshot' : ''}.`;
}

function checkDay(name: string, day: string): string {
  if (!isDate(day)) throw invalidInput(name, `--${name} must be a date, as YYYY-MM-DD.`);
  return day;
}

function daysOf(from: string, to: string): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / DAY + 1;
  if (!(count >= 1 && count <= MAX_DAYS))
    throw invalidInput('from', `--from must be at most ${MAX_DAYS} days before --to, and not after it.`);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(from) + index * DAY).toISOString().slice(0, 10),
  );
}
