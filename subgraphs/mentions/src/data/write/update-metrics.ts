import type { Scope } from '@tributary/kit/postgres';
import type { Metrics, NewMention } from '../../mention.ts';
import { recount } from '../../merge.ts';
import { loadReadings, upsertReadings } from '../readings.ts';
import type { Tables } from '../tables.ts';
import { lockWriting } from './lock-writing.ts';
import { findStored } from './stored-mentions.ts';
import { updateMentions } from './write-mentions.ts';

/** Newer metrics of a mention. */
export interface NewMetrics extends Pick<NewMention, 'source' | 'externalId'> {
  readonly metrics: Metrics;
}

/**
 * Updates the metrics of stored mentions, and those of the latest run that has seen them, because a
 * mention has one reading per run. `scope` must be a transaction.
 */
export async function updateMetrics(scope: Scope<Tables>, counted: readonly NewMetrics[]): Promise<void> {
  if (counted.length === 0) return;
  await lockWriting(scope);
  const byKey = new Map(counted.map((each) => [`${each.source}\n${each.externalId}`, each.metrics]));
  const stored = [...(await findStored(scope, counted))].filter(([, { deletedAt }]) => deletedAt === null);
  const readings = await loadReadings(
    scope,
    stored.map(([, { id }]) => id),
  );
  const changed = stored.map(([key, record]) =>
    recount(record, byKey.get(key)!, readings.get(record.id) ?? []),
  );
  await updateMentions(
    scope,
    changed.map(({ record }) => record),
  );
  await upsertReadings(
    scope,
    changed.flatMap(({ record, reading }) => (reading ? [{ mentionId: record.id, reading }] : [])),
  );
}
