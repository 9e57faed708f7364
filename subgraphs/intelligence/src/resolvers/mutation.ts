import { delegated, invalidInput, withFailures } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import { captureSnapshot } from '../capture.ts';
import type { Context } from '../context.ts';
import { COUNTING_RIGHTS } from '../counting.ts';
import { archiveQuery, insertQuery, MOST_QUERIES, restoreQuery, updateQuery } from '../data/queries.ts';
import { dayOf } from '../days.ts';
import { checkCreate, checkUpdate, type QueryInput } from '../query-input.ts';
import { findQuery } from './intelligence-query.ts';

const NOT_FOUND = {
  __typename: 'NotFound',
  message: 'The workspace has no intelligence query with this id.',
};
const FULL = `A workspace may have at most ${MOST_QUERIES} active intelligence queries; archive one first.`;

/** Earliest accepted day; no post is older. */
const FIRST_DAY = '1970-01-01';

export const Mutation = {
  createIntelligenceQuery: (_: unknown, { input }: { input: QueryInput }, context: Context) =>
    withFailures(async () => {
      const createdAt = new Date(context.clock());
      const query = await insertQuery(context.scope(), { ...checkCreate(input), createdAt });
      if (!query) throw invalidInput('input', FULL);
      return { __typename: 'IntelligenceQueryCreated', query };
    }),

  updateIntelligenceQuery: (
    _: unknown,
    { id, input }: { id: string; input: Partial<QueryInput> },
    context: Context,
  ) =>
    withFailures(async () => {
      const query =
        isUuid(id) && (await updateQuery(context.scope(), id, (known) => checkUpdate(known, input)));
      if (!query) return NOT_FOUND;
      context.queries.clear(query.id);
      return { __typename: 'IntelligenceQueryUpdated', query };
    }),

  archiveIntelligenceQuery: (_: unknown, args: { id: string; archived: boolean }, context: Context) =>
    withFailures(async () => {
      const known = await findQuery(args, context);
      if (!known) return NOT_FOUND;
      if (args.archived) await archiveQuery(context.scope(), known.id, new Date(context.clock()));
      else if (known.archivedAt && !(await restoreQuery(context.scope(), known.id)))
        throw invalidInput('archived', FULL);
      context.queries.clear(known.id);
      return { __typename: 'IntelligenceQueryArchived', query: await findQuery(args, context) };
    }),

  captureSnapshot: (_: unknown, args: { queryId: string; date?: string | null }, context: Context) =>
    withFailures(async () => {
      const now = new Date(context.clock());
      const date = args.date ?? dayOf(now);
      if (date > dayOf(now) || date < FIRST_DAY)
        throw invalidInput('date', '`date` must not be in the future, nor before 1970.');
      const query = await findQuery({ id: args.queryId }, context);
      if (!query) return NOT_FOUND;
      const as = delegated(context, COUNTING_RIGHTS);
      const services = { scope: context.scope(), graph: context.graph, as };
      return { __typename: 'SnapshotCaptured', ...(await captureSnapshot(services, query, date, now)) };
    }),
};
