import { connection, invalidInput, type PageArguments, pageRequest } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { countSnapshots, type DayRange, listSnapshots } from '../data/snapshot-ranges.ts';
import type { Snapshot } from '../snapshot.ts';
import { checkRange } from './intelligence-query.ts';

/** Maximum number of queries that snapshots can be selected by. */
const MOST_QUERIES = 100;

/** `Query.snapshots`. */
export function snapshots(
  _: unknown,
  args: PageArguments & DayRange & { queryIds?: string[] | null },
  context: Context,
) {
  const ids = args.queryIds ?? null;
  if (ids && ids.length > MOST_QUERIES)
    throw invalidInput('queryIds', `\`queryIds\` may have at most ${MOST_QUERIES} ids, got ${ids.length}.`);
  const filter = { ...checkRange(args), queryIds: ids?.filter(isUuid) ?? null };
  return connection<Snapshot>(pageRequest(args, ['uuid', 'date']), {
    list: (page) => listSnapshots(context.reading(), filter, page),
    count: (atMost) => countSnapshots(context.reading(), filter, atMost),
    sortValues: ({ queryId, date }) => [queryId, date],
  });
}
