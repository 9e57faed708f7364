import { invalidInput } from '@tributary/kit';
import { Command } from 'commander';
import { withSession } from '../session/index.ts';
import { json, workspace } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';
import { type CreateFlags, createTracker, type PreviewFlags, previewTracker } from './create-tracker.ts';
import {
  askTrackers,
  findTracker,
  listTrackers,
  TRACKER_FIELDS,
  type Tracker,
  type TrackerFlags,
} from './tracker-graph.ts';

/** `trackers`: queries that a workspace listens for. */
export function trackersCommand(): Command {
  const group = new Command('trackers').description('manage the queries that a workspace listens for');
  create(group);
  group
    .command('list')
    .description('list the trackers of a workspace, oldest first')
    .addOption(workspace())
    .addOption(json())
    .action((flags: TrackerFlags) => list(flags));
  group
    .command('preview <query>')
    .description('show what a query finds among the posts of the last 7 days, and what it excludes')
    .addOption(workspace())
    .option('--platforms <names>', 'comma-separated platforms (default: all)')
    .option('--languages <codes>', 'comma-separated language codes (default: all)')
    .addOption(json())
    .action((query: string, flags: PreviewFlags) => previewTracker(query, flags));
  group
    .command('backfill <tracker>')
    .description('search the platforms for older posts that match a tracker, given its id or name')
    .addOption(workspace())
    .option('--days <number>', 'days to look back, 1 to 365', '7')
    .option('--estimate', 'only estimate requests and cost')
    .addOption(json())
    .action((tracker: string, flags: BackfillFlags) => backfill(tracker, flags));
  change(group, 'pause', 'Paused', 'stop listening for a tracker until it is resumed');
  change(group, 'resume', 'Resumed', 'listen for a paused tracker again');
  group
    .command('delete <tracker>')
    .description('delete a tracker, given its id or name; the posts that it has found stay')
    .addOption(workspace())
    .addOption(json())
    .action((tracker: string, flags: TrackerFlags) => remove(tracker, flags));
  return group;
}

function create(group: Command): void {
  group
    .command('create <query>')
    .description('create a tracker and start to listen for its query')
    .addOption(workspace())
    .option('--name <name>', 'name of the tracker (default: the query)')
    .option('--platforms <names>', 'comma-separated platforms (default: all)')
    .option('--languages <codes>', 'comma-separated language codes such as en,de (default: all)')
    .option('--feed <url...>', 'feeds to read')
    .option('--community <place...>', 'communities to read, as PLATFORM:NAME, such as reddit:selfhosted')
    .option('--context <text>', 'what it is about, which decides how relevant a match is')
    .addOption(json())
    .action((query: string, flags: CreateFlags) => createTracker(query, flags));
}

function list(flags: TrackerFlags): Promise<void> {
  return withSession(async (session) => {
    const trackers = await listTrackers(session, flags);
    const rows = trackers.map((tracker) => [
      tracker.id,
      tracker.name,
      tracker.status.toLowerCase(),
      healthText(tracker),
      tracker.query,
    ]);
    print(flags.json, trackers, table([['ID', 'NAME', 'STATUS', 'SOURCES', 'QUERY'], ...rows]));
  });
}

/** Summarizes the health of a tracker: `5 ok, 1 failing`. */
function healthText({ health }: Tracker): string {
  const states = ['OK', 'WAITING', 'FAILING'].flatMap((state) => {
    const count = health.filter((each) => each.state === state).length;
    return count > 0 ? [`${count} ${state.toLowerCase()}`] : [];
  });
  return states.join(', ') || 'none';
}

interface BackfillFlags extends TrackerFlags {
  readonly days: string;
  readonly estimate?: boolean;
}

interface Backfilled {
  readonly estimate: {
    readonly requests: number;
    readonly mostRequests: number;
    readonly dollars: number;
    readonly sources: readonly string[];
  };
}

function backfill(text: string, flags: BackfillFlags): Promise<void> {
  const days = Number(flags.days);
  if (!Number.isInteger(days)) throw invalidInput('days', `--days must be a number, not "${flags.days}".`);
  return withSession(async (session) => {
    const { id, name } = await findTracker(session, flags, text);
    const document = `mutation Backfill($id: ID!, $days: Int!, $estimateOnly: Boolean!) {
      backfillTracker(id: $id, days: $days, estimateOnly: $estimateOnly) {
        ... on BackfillPlanned { estimate { requests mostRequests dollars sources } }
        ... on Failure { message }
      }
    }`;
    const variables = { id, days, estimateOnly: flags.estimate ?? false };
    const result = await askTrackers<Backfilled>(session, flags, document, variables);
    const { requests, mostRequests, dollars, sources } = result.estimate;
    const where = sources.map((each) => each.toLowerCase()).join(', ') || 'no platform';
    print(flags.json, result, [
      `${flags.estimate ? 'A backfill' : 'Started a backfill'} of ${name} over ${days} days on ${where}.`,
      `About ${requests} requests (at most ${mostRequests}) and ${dollars.toFixed(2)} USD.`,
      ...(flags.estimate ? [] : ['The gateway reads them in the background.']),
    ]);
  });
}

function change(group: Command, name: 'pause' | 'resume', done: string, description: string): void {
  group
    .command(`${name} <tracker>`)
    .description(`${description}, given its id or name`)
    .addOption(workspace())
    .addOption(json())
    .action((text: string, flags: TrackerFlags) =>
      withSession(async (session) => {
        const { id } = await findTracker(session, flags, text);
        const document = `mutation Change($id: ID!) {
          ${name}Tracker(id: $id) { ... on TrackerChanged { tracker { ${TRACKER_FIELDS} } } ... on Failure { message } }
        }`;
        const { tracker } = await askTrackers<{ tracker: Tracker }>(session, flags, document, { id });
        print(flags.json, tracker, [`${done} ${tracker.name} (${tracker.id}).`]);
      }),
    );
}

function remove(text: string, flags: TrackerFlags): Promise<void> {
  return withSession(async (session) => {
    const tracker = await findTracker(session, flags, text);
    const document = `mutation Delete($id: ID!) {
      deleteTracker(id: $id) { ... on TrackerDeleted { id } ... on Failure { message } }
    }`;
    await askTrackers(session, flags, document, { id: tracker.id });
    print(flags.json, tracker, [`Deleted ${tracker.name} (${tracker.id}).`]);
  });
}
