import { DAY, invalidInput, withFailures } from '@tributary/kit';
import { inTransaction, isUuid } from '@tributary/kit/postgres';
import { type BackfillPlan, putBackfills } from '@tributary/listening';
import type { CommunityContext } from '../../context.ts';
import { countRecentMatches } from '../../data/trackers/post-matches.ts';
import { loadTrackers } from '../../data/trackers/trackers.ts';
import { missing } from '../failures.ts';

interface BackfillArguments {
  readonly id: string;
  readonly days: number;
  readonly estimateOnly: boolean;
}

const MOST_DAYS = 365;
/** The days from whose matches the cost is estimated. */
const RECENT_DAYS = 7;

/** `Mutation.backfillTracker`. */
export function backfillTracker(
  _: unknown,
  { id, days, estimateOnly }: BackfillArguments,
  context: CommunityContext,
) {
  return withFailures(async () => {
    if (days < 1 || days > MOST_DAYS)
      throw invalidInput('days', `\`days\` must be from 1 to ${MOST_DAYS}, got ${days}.`);
    const scope = context.scope();
    const now = context.clock();
    const [tracker] = isUuid(id) ? await loadTrackers(scope, [id]) : [];
    if (!tracker) return missing('tracker');
    const recent = await countRecentMatches(scope, [tracker.id], new Date(now - RECENT_DAYS * DAY));
    const perDay = (recent.get(tracker.id) ?? 0) / RECENT_DAYS;
    const plan = context.listening.planBackfill(tracker, days, perDay);
    const planned = { __typename: 'BackfillPlanned', tracker, estimate: estimateOf(plan) };
    if (estimateOnly) return { ...planned, isStarted: false };
    const refusal = refusalOf(tracker.status, plan);
    if (refusal) return { __typename: 'Conflict', message: refusal };
    const since = new Date(now - days * DAY);
    await inTransaction(scope, (inside) =>
      putBackfills(inside, tracker.id, { searches: plan.searches, since, now: new Date(now) }),
    );
    return { ...planned, isStarted: true };
  });
}

function refusalOf(status: string, { searches }: BackfillPlan): string | null {
  if (status === 'paused') return 'The tracker is paused; resume it first.';
  return searches.length === 0 ? 'No platform that the tracker listens to can be searched for it.' : null;
}

function estimateOf({ searches, requests, mostRequests, dollars }: BackfillPlan) {
  const sources = [...new Set(searches.map(({ platform }) => platform))];
  return { requests, mostRequests, dollars, sources };
}
