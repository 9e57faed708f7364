import { isDeepStrictEqual } from 'node:util';
import type { Written } from '@tributary/kit/import';
import { given, givenTexts, inTransaction, namesOf, rowText, type Scope } from '@tributary/kit/postgres';
import { newId } from '../../ids.ts';
import type { Analysis, NewMention } from '../../mention.ts';
import { first, type MentionRecord, merge, type Reading, readingOf, type Seen } from '../../merge.ts';
import type { SentimentOpinion } from '../../opinion/index.ts';
import { insertBrandNames } from '../brand-names.ts';
import { forgetDays } from '../counts/days/forget-days.ts';
import { addToCount } from '../datasets.ts';
import { listEarlierReadings, upsertReadings } from '../readings.ts';
import type { Tables } from '../tables.ts';
import { lockWriting } from './lock-writing.ts';
import { CHANGING, toColumns, WRITTEN } from './mention-columns.ts';
import { findStored } from './stored-mentions.ts';

/** The run that writes the mentions. */
export interface WritingRun {
  readonly id: string;
  readonly datasetId: string;
  readonly at: Date;
  /** Returns the current time in milliseconds: for the ids of new mentions. */
  readonly clock: () => number;
}

/** A mention with its analysis; null if the run does not analyse. */
export interface Analysed {
  readonly mention: NewMention;
  readonly analysis: Analysis | null;
  /** Id for a new mention; generated if omitted. */
  readonly id?: string;
  /** See {@link readyMention}. */
  readonly fresh?: Fresh;
}

/** A mention as stored on first sight, with its serialized row. */
interface Fresh {
  readonly record: MentionRecord;
  readonly row: string;
}

/**
 * Serializes a mention's row ahead of time, on the assumption that it is new, as most are. This
 * overlaps CPU work with the database writing the preceding batches.
 */
export function readyMention(run: WritingRun, analysed: Analysed): Analysed {
  return { ...analysed, fresh: freshOf(run, analysed) };
}

function freshOf(run: WritingRun, analysed: Analysed): Fresh {
  const record = first(analysed.id ?? newId('post', run.clock()), seenBy(run, analysed));
  return { record, row: rowText(toColumns(record)) };
}

function seenBy({ id: runId, datasetId, at }: WritingRun, { mention, analysis }: Analysed): Seen {
  return { mention, analysis, datasetId, runId, at };
}

/** The result of a batch. */
export interface WrittenMentions extends Written {
  /** The mentions that are new to the dataset, as stored. */
  readonly joined: readonly MentionRecord[];
}

/** Writes in a transaction of its own, see {@link writeMentionsWithin}. */
export function writeMentions(
  scope: Scope<Tables>,
  run: WritingRun,
  batch: readonly Analysed[],
): Promise<WrittenMentions> {
  return inTransaction(scope, (inside) => writeMentionsWithin(inside, run, batch));
}

/**
 * Upserts the mentions a run has seen. If a batch contains an identity (source and external id)
 * more than once, the last one wins. A mention that its platform has deleted stays a tombstone.
 * Idempotent within a run. `scope` must be a transaction.
 */
export async function writeMentionsWithin(
  scope: Scope<Tables>,
  run: WritingRun,
  batch: readonly Analysed[],
): Promise<WrittenMentions> {
  const seen = new Map(batch.map((each) => [identityOf(each.mention), each]));
  if (seen.size === 0) return { inserted: 0, updated: 0, unchanged: 0, joined: [] };
  await lockWriting(scope);
  const known = await findStored(
    scope,
    [...seen.values()].map(({ mention }) => mention),
  );
  const earlier = await listEarlierReadings(
    scope,
    [...known.values()].map(({ id }) => id),
    run.id,
  );
  const plan = planOf(run, seen, known, earlier);
  await insertMentions(scope, plan.inserted);
  await updateMentions(scope, plan.updated);
  await upsertReadings(scope, plan.readings);
  await insertBrandNames(
    scope,
    [...plan.inserted.map(({ record }) => record), ...plan.updated].flatMap(
      ({ analysis }) => analysis?.brands ?? [],
    ),
  );
  await addToCount(scope, run.datasetId, plan.joined.length, run.at);
  return {
    inserted: plan.inserted.length,
    updated: plan.changed,
    unchanged: batch.length - plan.inserted.length - plan.changed,
    joined: plan.joined,
  };
}

interface Plan {
  inserted: Fresh[];
  /** All known mentions to write, even if only the time of the latest run changes. */
  updated: MentionRecord[];
  /** How many of them have any other change. */
  changed: number;
  /** The mentions that are new to the dataset. */
  joined: MentionRecord[];
  readings: { mentionId: string; reading: Reading }[];
}

function planOf(
  run: WritingRun,
  batch: ReadonlyMap<string, Analysed>,
  known: ReadonlyMap<string, MentionRecord>,
  earlier: ReadonlyMap<string, Reading[]>,
): Plan {
  const plan: Plan = { inserted: [], updated: [], changed: 0, joined: [], readings: [] };
  for (const [identity, analysed] of batch) {
    const seen = seenBy(run, analysed);
    const before = known.get(identity);
    if (before && before.deletedAt !== null) continue;
    if (!before) {
      const fresh = analysed.fresh ?? freshOf(run, analysed);
      plan.inserted.push(fresh);
      plan.joined.push(fresh.record);
      plan.readings.push({ mentionId: fresh.record.id, reading: readingOf(seen) });
      continue;
    }
    plan.readings.push({ mentionId: before.id, reading: readingOf(seen) });
    const after = merge(before, seen, earlier.get(before.id) ?? []);
    if (!before.datasetIds.includes(run.datasetId)) plan.joined.push(after);
    if (isDeepStrictEqual(before, after)) continue;
    plan.updated.push(after);
    if (!isDeepStrictEqual(contentOf(before), contentOf(after))) plan.changed++;
  }
  return plan;
}

/** Returns a mention without the fields that change merely by being seen again. */
function contentOf(record: MentionRecord) {
  return { ...record, datasetRunAt: null, changes: null };
}

async function insertMentions(scope: Scope<Tables>, mentions: readonly Fresh[]): Promise<void> {
  if (mentions.length === 0) return;
  await forgetDays(scope, { times: mentions.map(({ record }) => record.mention.postedAt) });
  const columns = namesOf(WRITTEN);
  const rows = mentions.map(({ row }) => row);
  await scope.db
    .insertInto('mentions')
    .columns(['workspace_id', ...columns])
    .expression((eb) =>
      eb
        .selectFrom(givenTexts(WRITTEN, rows))
        .select([eb.val(scope.workspaceId).$castTo<string>().as('workspace_id'), ...columns]),
    )
    .execute();
}

/** A repeated analysis, and the mention it was made from. */
export interface NewAnalysis {
  readonly id: string;
  readonly mention: NewMention;
  readonly analysis: Analysis;
}

/** Replaces older analyses, unless the mention's text has changed since it was analysed. */
export async function updateAnalyses(scope: Scope<Tables>, analysed: readonly NewAnalysis[]): Promise<void> {
  await updateIfSameText(scope, analysed, (stored, { analysis }) => {
    const isOlder = stored.analysis !== null && stored.analysis.version < analysis.version;
    return isOlder ? { ...stored, analysis } : null;
  });
}

/** What the language model has judged, and the mention that it read. */
export interface NewOpinion {
  readonly mention: NewMention;
  readonly opinion: SentimentOpinion;
}

/** Stores opinions, unless the mention's text has changed since it was judged. */
export async function updateOpinions(scope: Scope<Tables>, judged: readonly NewOpinion[]): Promise<void> {
  await updateIfSameText(scope, judged, (stored, { opinion }) =>
    stored.analysis === null ? null : { ...stored, opinion },
  );
}

/** Changes stored mentions, no tombstones, whose text is still the same; null changes nothing. */
async function updateIfSameText<Change extends { readonly mention: NewMention }>(
  scope: Scope<Tables>,
  changes: readonly Change[],
  changed: (stored: MentionRecord, change: Change) => MentionRecord | null,
): Promise<void> {
  await inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    const known = await findStored(
      inside,
      changes.map(({ mention }) => mention),
    );
    const records = changes.flatMap((change) => {
      const { mention } = change;
      const stored = known.get(identityOf(mention));
      if (stored?.deletedAt !== null) return [];
      if (stored.mention.title !== mention.title || stored.mention.text !== mention.text) return [];
      return changed(stored, change) ?? [];
    });
    await updateMentions(inside, records);
    await insertBrandNames(
      inside,
      records.flatMap(({ analysis }) => analysis?.brands ?? []),
    );
  });
}

/** Updates the changeable columns of known mentions. */
export async function updateMentions(
  scope: Scope<Tables>,
  mentions: readonly MentionRecord[],
): Promise<void> {
  if (mentions.length === 0) return;
  await forgetDays(scope, {
    ids: mentions.map(({ id }) => id),
    times: mentions.map(({ mention }) => mention.postedAt),
  });
  await scope.db
    .updateTable('mentions')
    .from(given({ id: 'text', ...CHANGING }, mentions.map(toColumns)))
    .set((eb) => Object.fromEntries(namesOf(CHANGING).map((column) => [column, eb.ref(`given.${column}`)])))
    .where('mentions.workspace_id', '=', scope.workspaceId)
    .whereRef('mentions.id', '=', 'given.id')
    .execute();
}

function identityOf({ source, externalId }: NewMention): string {
  return `${source}\n${externalId}`;
}
