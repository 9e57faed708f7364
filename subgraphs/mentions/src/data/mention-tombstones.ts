import { eraseEventTexts } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { NewMention } from '../mention.ts';
import { KEPT_KINDS, tag } from '../tags.ts';
import { forgetDays } from './counts/days/forget-days.ts';
import type { Tables } from './tables.ts';
import { lockWriting } from './write/lock-writing.ts';

/** The identity of a mention on its platform. */
export type MentionIdentity = Pick<NewMention, 'source' | 'externalId'>;

/**
 * Turns mentions that their platform has deleted into tombstones: everything that was written in
 * them, and by whom, is deleted, also from their events; counts and judgements stay. `scope` must
 * be a transaction.
 */
export async function eraseMentions(
  scope: Scope<Tables>,
  identities: readonly MentionIdentity[],
  now: Date,
): Promise<void> {
  if (identities.length === 0) return;
  await lockWriting(scope);
  const sources = identities.map(({ source }) => source);
  const ids = identities.map(({ externalId }) => externalId);
  // Text lists are null if and only if the mention was not analysed.
  const empty = sql<string[] | null>`case when analysis_version is null then null else '{}'::text[] end`;
  const rows = await scope.db
    .updateTable('mentions')
    .set({
      title: null,
      text: null,
      author: null,
      media: null,
      comments: null,
      country_code: null,
      narrative_structure: null,
      hook: null,
      cta: null,
      topics: empty,
      questions: empty,
      brands: empty,
      entities: empty,
      tags: sql`array(select each from unnest(tags) each
        where split_part(each, ':', 1) = any(${KEPT_KINDS}::text[])) || ${[tag('media', 'false')]}::text[]`,
      search: sql`''::tsvector`,
      deleted_at: now,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where(sql<boolean>`(source, external_id) in (select * from unnest(${sources}::text[], ${ids}::text[]))`)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  const erased = rows.map(({ id }) => id);
  await forgetDays(scope, { ids: erased });
  await eraseEventTexts(scope, erased, ['title', 'text', 'author']);
}
