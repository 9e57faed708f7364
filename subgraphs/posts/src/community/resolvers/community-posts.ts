import { connection, fieldsAt, invalidInput, type PageArguments, pageRequest } from '@tributary/kit';
import type { Order } from '@tributary/kit/postgres';
import type { GraphQLResolveInfo } from 'graphql';
import type { CommunityContext } from '../context.ts';
import { type CommunityPostSort, CURSORS, sortValuesOf } from '../data/community-post-sort.ts';
import {
  countCommunityPosts,
  listCommunityPosts,
  listCountedCommunityPosts,
} from '../data/community-posts.ts';
import {
  type DimensionName,
  type Figure,
  listCommunityPostCounts,
} from '../data/counts/community-post-counts.ts';
import { checkFilter, type FilterArguments } from '../filter.ts';
import { columnsSelected } from './community-post.ts';

interface ListArguments extends FilterArguments, PageArguments {
  sort: CommunityPostSort;
  order: Order;
}

interface CountsArguments extends FilterArguments {
  by: DimensionName;
  first: number;
}

/** Maximum number of counts per request: a little more than the days of a year. */
const MOST_COUNTS = 400;
const FIGURES: readonly Figure[] = ['handled', 'averageScore', 'likes', 'comments'];

/** `Query.communityPosts`. */
export function communityPosts(
  _: unknown,
  args: ListArguments,
  context: CommunityContext,
  info: GraphQLResolveInfo,
) {
  const { sort, order } = args;
  const filter = checkFilter(args);
  const columns = columnsSelected(info);
  return connection(pageRequest(args, CURSORS[sort], `${sort} ${order}`), {
    list: (page) => listCommunityPosts(context.reading(), filter, page, columns, args),
    listCounted: (page, atMost) =>
      listCountedCommunityPosts(context.reading(), filter, page, atMost, columns, args),
    count: (atMost) => countCommunityPosts(context.reading(), filter, atMost),
    sortValues: sortValuesOf(sort),
  });
}

/** `Query.communityPostCounts`. */
export async function communityPostCounts(
  _: unknown,
  args: CountsArguments,
  context: CommunityContext,
  info: GraphQLResolveInfo,
) {
  const { by, first } = args;
  if (first < 1 || first > MOST_COUNTS)
    throw invalidInput('first', `\`first\` must be from 1 to ${MOST_COUNTS}, got ${first}.`);
  const selected = fieldsAt(info);
  const figures = FIGURES.filter((name) => selected.has(name));
  return listCommunityPostCounts(context.reading(), { filter: checkFilter(args), by, limit: first, figures });
}
