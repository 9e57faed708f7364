import type { TrackedBrand } from '@tributary/kit/brands';
import { type NewEvent, recordEvents } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import type { Delivery } from '@tributary/listening';
import { analyseLive } from '../analysis/threads.ts';
import { listLiveDatasets } from '../data/live-datasets.ts';
import { eraseMentions } from '../data/mention-tombstones.ts';
import { addToRunCount } from '../data/runs/run-progress.ts';
import type { Tables } from '../data/tables.ts';
import { updateMetrics } from '../data/write/update-metrics.ts';
import { writeMentionsWithin } from '../data/write/write-mentions.ts';
import { prepareMentions } from '../ingest/ingest.ts';
import { knownBrands } from '../known-brands.ts';
import type { MentionRecord } from '../merge.ts';
import { foundMention } from './found-mention.ts';

/** What storing deliveries needs, besides the transaction. */
export interface DeliveryParts {
  readonly clock: () => number;
  /** The brands that the workspace tracks. */
  readonly tracked: readonly TrackedBrand[];
}

/**
 * Stores the deliveries of one workspace: mentions of its live datasets, with their analysis and
 * events, new metrics, and tombstones, whichever run has found the mention. Repeating it changes
 * nothing. A source that fails is reported for the tracker that a dataset follows. `scope` is the
 * transaction that takes the deliveries from the match log.
 */
export async function storeDeliveries(
  scope: Scope<Tables>,
  deliveries: readonly Delivery[],
  { clock, tracked }: DeliveryParts,
): Promise<void> {
  const deleted = deliveries.filter(({ change }) => change === 'deleted').map(({ item }) => item);
  const deletedKeys = new Set(deleted.map(keyOf));
  const matched = deliveries.filter(
    ({ change, item }) => change === 'matched' && !deletedKeys.has(keyOf(item)),
  );
  const byQuery = Map.groupBy(matched, ({ queryId }) => queryId);
  // A dataset may have been deleted, or have stopped following, since the match.
  for (const { id, brands, queryId, runId } of await listLiveDatasets(scope, [...byQuery.keys()])) {
    const found = byQuery.get(queryId)!.map(({ item }) => foundMention(item, null));
    const mentions = found.filter((mention) => mention !== null);
    const writing = { id: runId, datasetId: id, at: new Date(clock()), clock };
    const analysed = await prepareMentions(writing, knownBrands(brands, tracked), mentions, analyseLive);
    const { joined } = await writeMentionsWithin(scope, writing, analysed);
    await addToRunCount(scope, runId, mentions.length);
    await recordEvents(
      scope,
      writing.at,
      joined.map((each) => matchedEvent(each, id)),
    );
  }
  const counted = deliveries.filter(({ change }) => change === 'counted').map(({ item }) => item);
  await updateMetrics(
    scope,
    counted.map(({ metrics, ...item }) => ({ ...identityOf(item), metrics })),
  );
  await eraseMentions(scope, deleted.map(identityOf), new Date(clock()));
}

function identityOf({ platform, nativeId }: Pick<Delivery['item'], 'platform' | 'nativeId'>) {
  return { source: platform, externalId: nativeId };
}

/** Returns the event of a mention that is new to a dataset. */
function matchedEvent({ id, mention }: MentionRecord, datasetId: string): NewEvent {
  const { source, url, title, text, author, postedAt } = mention;
  return {
    type: 'mention.matched',
    subject: id,
    payload: {
      mentionId: id,
      datasetId,
      source,
      url,
      title: title ?? '',
      text: text ?? '',
      author: author?.handle ?? author?.title ?? '',
      postedAt: postedAt.toISOString(),
    },
  };
}

function keyOf({ platform, nativeId }: Delivery['item']): string {
  return `${platform}\n${nativeId}`;
}
