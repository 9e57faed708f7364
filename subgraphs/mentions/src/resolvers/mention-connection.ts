import { type Connection, fieldsAt, invalidInput, totalsOf } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { type CursorContext, decodeCursor, encodeCursor } from '../cursor.ts';
import type { StoredMention } from '../data/mention-row.ts';
import { type Heavy, placeOf, type Selection } from '../data/mentions.ts';
import type { Order, Place, SortName } from '../sort.ts';

const DEFAULT_PAGE = 20;
const MOST = 100;

/** Sort, start and size of a page. */
export interface MentionPageArguments {
  sort?: SortName;
  order?: Order;
  first?: number | null;
  after?: string | null;
}

/**
 * Returns a page of the selected mentions; its cursors are signed and valid only for its sort and
 * order.
 */
export async function mentionConnection(
  args: MentionPageArguments,
  context: Context,
  info: GraphQLResolveInfo,
  selection: Omit<Selection, 'living'>,
): Promise<Connection<StoredMention>> {
  const [sort, order] = [sdlValue(args.sort ?? 'date'), sdlValue(args.order ?? 'desc')];
  const limit = args.first ?? DEFAULT_PAGE;
  if (limit < 0 || limit > MOST)
    throw invalidInput('first', `\`first\` must be from 0 to ${MOST}, got ${limit}.`);
  const cursor: CursorContext = {
    key: await context.cursorKey(),
    workspaceId: context.scope().workspaceId,
    sort,
    order,
  };
  const after = args.after == null ? null : decodeCursor(cursor, args.after);
  const whole: Selection = { ...selection, living: await context.living() };
  let page: ReturnType<Connection<StoredMention>['page']> | undefined;
  const read = async (from: Place | null) => {
    const found = await context.pages.load({
      selection: whole,
      page: { sort, order, after: from, limit: limit + 1 },
      heavy: heavy(info),
    });
    return {
      rows: found.slice(0, limit),
      cursorOf: (mention: StoredMention) => encodeCursor(cursor, placeOf(mention, sort)),
      hasNextPage: found.length > limit,
      hasPreviousPage: from !== null,
    };
  };
  return {
    page: () => (page ??= read(after)),
    total: totalsOf((atMost) => context.counts.load({ selection: whole, atMost })),
  };
}

/**
 * Converts a default value: GraphQL passes the SDL's name of a default, not the enum's internal
 * value.
 */
export function sdlValue<Value extends string>(value: Value): Value {
  return value.toLowerCase() as Value;
}

/** Returns which large columns are selected. */
function heavy(info: GraphQLResolveInfo): Heavy {
  const selected = fieldsAt(info, 'nodes').union(fieldsAt(info, 'edges', 'node'));
  return { text: selected.has('text'), comments: selected.has('sampledComments') };
}
