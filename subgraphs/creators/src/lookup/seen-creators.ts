import type { Logger } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import type { Answer, Profile } from '../answer.ts';
import { type SeenCreator, upsertKnownCreators } from '../data/known-creators.ts';
import type { Tables } from '../data/tables.ts';
import type { LookupRequest } from './lookup.ts';

/** A creator is recorded at most once an hour, so that most lookups write nothing. */
const HOUR = 3_600_000;
const MOST_REMEMBERED = 50_000;

/** Records which creators a workspace has looked up. */
export interface SeenCreators {
  record(
    scope: Scope<Tables>,
    requests: readonly LookupRequest[],
    answers: readonly (Answer | null)[],
  ): Promise<void>;
}

/** Opens the recorder. A failed write is only logged, because the answer has been paid for. */
export function openSeenCreators(log: Logger, clock: () => number): SeenCreators {
  const recorded = new LRUCache<string, true>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: () => 1,
    ttl: HOUR,
    perf: { now: clock },
  });
  return {
    async record(scope, requests, answers) {
      const seen = requests.flatMap((request, index) => {
        const found = answers[index] ? creatorIn(request, answers[index]) : null;
        const name = found && `${scope.workspaceId} ${request.operation} ${found.platform} ${found.creator}`;
        return name && !recorded.has(name) ? [{ name, found }] : [];
      });
      if (seen.length === 0) return;
      for (const { name } of seen) recorded.set(name, true);
      try {
        const creators = seen.map(({ found }) => found);
        await upsertKnownCreators(scope, creators, { at: new Date(clock()), importId: undefined });
      } catch (error) {
        for (const { name } of seen) recorded.delete(name);
        log.warn({ err: error }, 'failed to record looked-up creators');
      }
    },
  };
}

/** Returns the creator of an answer; null for post statistics. */
function creatorIn({ operation, subject }: LookupRequest, { facts }: Answer): SeenCreator | null {
  if (operation === 'post_stats') return null;
  const { platform, id: creator } = subject;
  const common = { platform, creator, username: subject.username ?? creator };
  if (operation === 'videos') return { ...common, fullName: null, followers: null };
  const { fullName, followers } = facts as Profile;
  return { ...common, fullName, followers };
}
