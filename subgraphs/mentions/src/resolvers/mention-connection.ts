import { type Connection, connection, fieldsAt, pageRequest } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { columnsFor, type StoredMention } from '../data/mention-row.ts';
import { placeOf } from '../data/mentions.ts';
import type { Selection } from '../data/selection/selection.ts';
import { mentionCursors, toPlace } from '../mention-cursor.ts';
import type { Order, SortName } from '../sort.ts';

/** Sort, start and size of a page. */
export interface MentionPageArguments {
  sort: SortName;
  order: Order;
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
  selected: Omit<Selection, 'living'>,
): Promise<Connection<StoredMention>> {
  const { sort, order } = args;
  const { workspaceId } = context.scope();
  const cursors = mentionCursors({ key: await context.cursorKey(), workspaceId, sort, order });
  const selection: Selection = { ...selected, living: await context.living() };
  const columns = columnsFor(fieldsAt(info, 'nodes').union(fieldsAt(info, 'edges', 'node')), sort);
  return connection<StoredMention>(pageRequest(args, cursors), {
    list: ({ limit, after }) =>
      context.pages.load({
        selection,
        page: { sort, order, after: after && toPlace(after), limit: limit + 1 },
        columns,
      }),
    count: (atMost) => context.counts.load({ selection, atMost }),
    sortValues: (mention) => {
      const { value, id } = placeOf(mention, sort);
      return [value, id];
    },
  });
}
