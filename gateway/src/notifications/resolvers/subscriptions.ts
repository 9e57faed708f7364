import { invalidInput, notFound } from '@tributary/kit';
import { type EventType, followEvents, type LoggedEvent } from '@tributary/kit/events';
import type { Context } from '../context.ts';
import { eventFilter } from '../event-filter.ts';
import { listTrackerIds } from './tracker-ids.ts';

interface OccurredArguments {
  readonly types?: readonly EventType[] | null;
  readonly afterSequence?: number | null;
}

interface MatchedArguments {
  readonly trackers?: readonly string[] | null;
  readonly query?: string | null;
}

/** Maximum number of trackers of a subscription. */
const MOST_TRACKERS = 100;

interface DatasetArgument {
  readonly dataset: string;
}

/** An object of another subgraph, which resolves its fields. */
interface Reference {
  readonly id: string;
}

export const Subscription = {
  eventOccurred: {
    async subscribe(_: unknown, { types, afterSequence }: OccurredArguments, context: Context) {
      const { workspaceId } = context.scope();
      const after = afterSequence ?? (await context.parts.events.last());
      return eventsOf(context, { workspaceId, after, types: types ?? null });
    },
    resolve: (event: LoggedEvent) => event,
  },

  postChanged: changesOf('Post', 'The post', [
    'post.scheduled',
    'post.published',
    'post.failed',
    'post.unconfirmed',
  ]),

  runChanged: changesOf('Run', 'The run', ['run.completed']),

  communityPostMatched: subjectsOf(
    'tracker.matched',
    async ({ trackers, query }: MatchedArguments, context) => {
      const matches = query == null ? () => true : eventFilter(query);
      if (!trackers) return matches;
      const selected = await readTrackers(trackers, context);
      return (event) => selected.has(event.payload['trackerId']) && matches(event);
    },
  ),

  mentionMatched: subjectsOf('mention.matched', async ({ dataset }: DatasetArgument, context) => {
    const type = await context.parts.findNodeType(dataset, context);
    if (type !== 'Dataset') throw notFound('The dataset');
    return ({ payload }) => payload['datasetId'] === dataset;
  }),
};

/**
 * Returns the resolvers of a field that returns one object now and after each of its events. The
 * object is read after the position in the log, so that no change between them is missed.
 */
function changesOf(type: string, name: string, types: readonly EventType[]) {
  return {
    async subscribe(_: unknown, { id }: Reference, context: Context) {
      const { workspaceId } = context.scope();
      const after = await context.parts.events.last();
      if ((await context.parts.findNodeType(id, context)) !== type) throw notFound(name);
      return changes(id, eventsOf(context, { workspaceId, after, types }));
    },
    resolve: (reference: Reference) => reference,
  };
}

async function* changes(id: string, events: AsyncIterable<LoggedEvent>): AsyncGenerator<Reference> {
  yield { id };
  for await (const { subject } of events) if (subject === id) yield { id };
}

async function readTrackers(ids: readonly string[], context: Context): Promise<ReadonlySet<unknown>> {
  if (ids.length > MOST_TRACKERS)
    throw invalidInput('trackers', `\`trackers\` may have at most ${MOST_TRACKERS} ids, got ${ids.length}.`);
  const known = await listTrackerIds(context);
  if (ids.some((id) => !known.has(id))) throw notFound('The tracker');
  return new Set(ids);
}

/**
 * Returns the resolvers of a field that returns the object of each event of a type that its
 * arguments select.
 */
function subjectsOf<Arguments>(
  type: EventType,
  selectionOf: (args: Arguments, context: Context) => Promise<(event: LoggedEvent) => boolean>,
) {
  return {
    async subscribe(_: unknown, args: Arguments, context: Context) {
      const { workspaceId } = context.scope();
      const after = await context.parts.events.last();
      const isSelected = await selectionOf(args, context);
      return subjects(eventsOf(context, { workspaceId, after, types: [type] }), isSelected);
    },
    resolve: (reference: Reference) => reference,
  };
}

async function* subjects(
  events: AsyncIterable<LoggedEvent>,
  isSelected: (event: LoggedEvent) => boolean,
): AsyncGenerator<Reference> {
  for await (const event of events) if (isSelected(event)) yield { id: event.subject };
}

async function* eventsOf(
  { parts, signal }: Context,
  followed: Parameters<typeof followEvents>[1],
): AsyncGenerator<LoggedEvent> {
  for await (const page of followEvents(parts.events, followed, signal)) yield* page;
}
