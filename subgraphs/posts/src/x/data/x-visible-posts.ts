import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';

const COLUMNS = [
  'id',
  'post_id',
  'account_id',
  'content',
  'posted_at',
  'conversation_id',
  'in_reply_to_user',
  'in_reply_to_post',
  'quoted_post_id',
  'quoted_content',
  'quoted_username',
  'is_retweet',
  'in_chain',
  'hashtags',
  'mentions',
  'tags',
  'urls',
  'media',
  'likes',
  'retweets',
  'replies',
  'views',
  'fetched_at',
  'popularity',
  'search',
] as const;

const columnsOf = <Alias extends string>(alias: Alias) =>
  COLUMNS.map((column) => `${alias}.${column}` as const);

/**
 * Returns a query of the posts visible to the workspace, as `p`, with their account as `a`: posts
 * of followed accounts that X returned or that the workspace imported. A post that is both appears
 * once, as returned by X.
 */
export function visiblePosts(scope: Scope<Tables>) {
  return scope.db.selectFrom(seen(scope).as('p')).innerJoin('x_accounts as a', 'a.id', 'p.account_id');
}

/** Username of a visible post's account: X's spelling, or else the workspace's. */
export const username = sql<string>`coalesce(a.username, p.followed_as)`;

/** Counts the visible posts in the chain of a visible post `p`; 0 if it is not in a chain. */
export function chainLength(scope: Scope<Tables>) {
  const chain = scope.db
    .selectFrom(seen(scope).as('c'))
    .where(sql<boolean>`c.conversation_id = p.conversation_id and c.account_id = p.account_id and c.in_chain`)
    .select(sql<number>`count(*)`.as('count'));
  return sql<number>`case when p.in_chain then (${chain}) else 0 end`;
}

function seen(scope: Scope<Tables>) {
  return fromX(scope).unionAll(imported(scope));
}

function fromX({ db, workspaceId }: Scope<Tables>) {
  return db
    .selectFrom('x_follows as f')
    .innerJoin('x_posts as x', 'x.account_id', 'f.account_id')
    .where('f.workspace_id', '=', workspaceId)
    .select(columnsOf('x'))
    .select('f.username as followed_as');
}

function imported({ db, workspaceId }: Scope<Tables>) {
  return db
    .selectFrom('x_imported_posts as i')
    .innerJoin('x_follows as f', (join) =>
      join.onRef('f.workspace_id', '=', 'i.workspace_id').onRef('f.account_id', '=', 'i.account_id'),
    )
    .where('i.workspace_id', '=', workspaceId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('x_posts as x')
            .innerJoin('x_follows as g', 'g.account_id', 'x.account_id')
            .where('g.workspace_id', '=', workspaceId)
            .whereRef('x.post_id', '=', 'i.post_id')
            .select('x.id'),
        ),
      ),
    )
    .select(columnsOf('i'))
    .select('f.username as followed_as');
}
