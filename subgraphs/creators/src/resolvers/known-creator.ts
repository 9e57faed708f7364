import { connection, invalidInput, type PageArguments, pageRequest } from '@tributary/kit';
import type { Order } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import {
  CURSORS,
  countKnownCreators,
  type KnownCreator as Known,
  type KnownCreatorFilter,
  type KnownCreatorSort,
  listKnownCreators,
  sortValuesOf,
} from '../data/known-creators.ts';
import { creatorOf } from '../identify.ts';
import { whenFound } from './creator.ts';

const LONGEST_SEARCH = 200;

interface KnownCreatorsArguments extends PageArguments {
  filter?: Omit<KnownCreatorFilter, 'search' | 'hidden'> | null;
  search?: string | null;
  sort: KnownCreatorSort;
  order: Order;
}

/** `Query.knownCreators`. */
export function knownCreators(_: unknown, args: KnownCreatorsArguments, context: Context) {
  const { sort, order } = args;
  const search = args.search?.trim() ?? null;
  if (search !== null && (search === '' || isLongerThan(search, LONGEST_SEARCH) || search.includes('\0')))
    throw invalidInput('search', `\`search\` must have 1 to ${LONGEST_SEARCH} characters without NUL.`);
  const filter = { ...args.filter, search, hidden: context.optedOut.names };
  return connection<Known>(pageRequest(args, CURSORS[sort], `${sort} ${order}`), {
    list: (page) => listKnownCreators(context.scope(), filter, page, args),
    count: (atMost) => countKnownCreators(context.scope(), filter, atMost),
    sortValues: sortValuesOf(sort),
  });
}

export const KnownCreator = {
  isImported: ({ importedAt }: Known) => importedAt !== null,
  creator: ({ platform, username }: Known, _: unknown, context: Context, info: GraphQLResolveInfo) =>
    whenFound(creatorOf(platform, username), context, info),
};
