import { setTimeout as wait } from 'node:timers/promises';
import { invalidInput } from '@tributary/kit';
import { EVENT_TYPES, type EventMessage, readSince, SINCE_FORM } from '@tributary/kit/events';
import { operatorPrincipal } from '@tributary/kit/host';
import { Command } from 'commander';
import { type Session, withSession } from '../session/index.ts';
import { untilInterrupted } from '../terminal/interrupt.ts';
import { json, workspace } from '../terminal/options.ts';
import { typesOf } from './event-names.ts';

interface Flags {
  readonly workspace: string;
  readonly since?: string;
  readonly types?: string;
  readonly follow: boolean;
  readonly json?: boolean;
}

/** An event as the graph returns it. */
interface Listed {
  readonly sequence: number;
  readonly message: string;
}

const PAGE = 100;
/** Interval of looking for new events, in milliseconds. */
const POLL = 1_000;

/** `events`: the event log of a workspace. */
export function eventsCommand(): Command {
  const group = new Command('events').description('read the event log of a workspace');
  group
    .command('tail')
    .description('print events, and new ones as they happen, until interrupted')
    .addOption(workspace())
    .option('--since <time>', `also print earlier events: ${SINCE_FORM}`)
    .option('--types <types>', `comma-separated types: ${EVENT_TYPES.join(', ')}`)
    .option('--no-follow', 'print the events that there are, and exit')
    .addOption(json())
    .action((flags: Flags) =>
      withSession((session) => untilInterrupted((signal) => tail(session, flags, signal))),
    );
  return group;
}

async function tail(session: Session, flags: Flags, signal: AbortSignal): Promise<void> {
  const { id } = await session.admin.findWorkspace(flags.workspace);
  const variables = {
    since: sinceOf(session, flags).toISOString(),
    types: typesOf(flags.types),
    first: PAGE,
  };
  for (let after = 0; !signal.aborted; ) {
    const page = await list(session, id, { ...variables, after });
    for (const { message } of page) process.stdout.write(`${flags.json ? message : lineOf(message)}\n`);
    after = page.at(-1)?.sequence ?? after;
    if (page.length === PAGE) continue;
    if (!flags.follow) return;
    await wait(POLL, undefined, { signal }).catch(() => {});
  }
}

/** Lists one page of events. */
async function list({ graph }: Session, workspaceId: string, variables: object): Promise<Listed[]> {
  const document = `query TailEvents($after: Long!, $since: DateTime, $types: [EventType!], $first: Int!) {
    events(afterSequence: $after, since: $since, types: $types, first: $first) { sequence message }
  }`;
  const { events } = await graph.ask<{ events: Listed[] }>(
    { principal: operatorPrincipal(workspaceId) },
    document,
    { ...variables },
  );
  return events;
}

function sinceOf({ clock }: Session, { since }: Flags): Date {
  const now = new Date(clock());
  if (since === undefined) return now;
  const time = readSince(since, now);
  if (!time) throw invalidInput('since', `--since must be ${SINCE_FORM}.`);
  return time;
}

function lineOf(message: string): string {
  const { sequence, timestamp, type, subject } = JSON.parse(message) as EventMessage;
  return [sequence, timestamp, type, subject].join('  ');
}
