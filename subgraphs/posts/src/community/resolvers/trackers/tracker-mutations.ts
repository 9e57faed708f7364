import { invalidInput, withFailures } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { CommunityContext } from '../../context.ts';
import {
  deleteTracker,
  insertTracker,
  loadTrackers,
  MOST_TRACKERS,
  type Refusal,
  setTrackerStatus,
  type Tracker,
  updateTracker,
} from '../../data/trackers/trackers.ts';
import { checkPlaces, checkTracker, type TrackerArguments } from '../../tracking/tracker-input.ts';
import { missing, withQueryFailures } from '../failures.ts';

export const trackerMutations = {
  createTracker(_: unknown, { input }: { input: TrackerArguments }, context: CommunityContext) {
    return withQueryFailures(() =>
      withFailures(async () => {
        const values = checkTracker(input, null);
        await checkPlaces(context.listening, values, null, context.signal);
        const stored = await insertTracker(context.scope(), values, new Date(context.clock()));
        if (typeof stored === 'string') throw refused(stored);
        return { __typename: 'TrackerCreated', tracker: stored };
      }),
    );
  },

  updateTracker(
    _: unknown,
    { id, input }: { id: string; input: TrackerArguments },
    context: CommunityContext,
  ) {
    return withQueryFailures(() =>
      withFailures(async () => {
        const [known] = isUuid(id) ? await loadTrackers(context.scope(), [id]) : [];
        if (!known) return missing('tracker');
        const values = checkTracker(input, known);
        await checkPlaces(context.listening, values, known, context.signal);
        const stored = await updateTracker(context.scope(), known.id, values, new Date(context.clock()));
        if (stored === 'missing') return missing('tracker');
        if (typeof stored === 'string') throw refused(stored);
        return changed(stored, context);
      }),
    );
  },

  pauseTracker: (_: unknown, { id }: { id: string }, context: CommunityContext) =>
    setStatus(id, 'paused', context),
  resumeTracker: (_: unknown, { id }: { id: string }, context: CommunityContext) =>
    setStatus(id, 'active', context),

  async deleteTracker(_: unknown, { id }: { id: string }, context: CommunityContext) {
    const found = isUuid(id) && (await deleteTracker(context.scope(), id, new Date(context.clock())));
    context.trackers.clear(id);
    return found ? { __typename: 'TrackerDeleted', id } : missing('tracker');
  },
};

async function setStatus(id: string, status: Tracker['status'], context: CommunityContext) {
  const tracker = isUuid(id)
    ? await setTrackerStatus(context.scope(), id, status, new Date(context.clock()))
    : null;
  return tracker ? changed(tracker, context) : missing('tracker');
}

function changed(tracker: Tracker, context: CommunityContext) {
  context.trackers.clear(tracker.id);
  return { __typename: 'TrackerChanged', tracker };
}

function refused(refusal: Refusal) {
  if (refusal === 'name') return invalidInput('input.name', 'Another tracker has this name.');
  return invalidInput('input', `A workspace may have at most ${MOST_TRACKERS} trackers; delete one first.`);
}
