import type { Logger } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import { type SeenCreator, upsertKnownCreators } from './data/known-creators.ts';
import type { Tables } from './data/tables.ts';
import type { Profile, Reading } from './facts.ts';
import type { Question } from './readings.ts';

/** A creator is recorded once an hour, so that most look-ups write nothing. */
const HOUR = 3_600_000;
const MOST_REMEMBERED = 50_000;

/** Records which creators a workspace has looked up. */
export interface Lookups {
  record(
    scope: Scope<Tables>,
    questions: readonly Question[],
    readings: readonly (Reading | null)[],
  ): Promise<void>;
}

/** Opens the record of look-ups; one that cannot be written is only logged, as its answer was paid for. */
export function openLookups(log: Logger, clock: () => number): Lookups {
  const recorded = new LRUCache<string, true>({ max: MOST_REMEMBERED, ttl: HOUR, perf: { now: clock } });
  return {
    async record(scope, questions, readings) {
      const seen = questions.flatMap((question, index) => {
        const found = readings[index] ? seenIn(question, readings[index]) : null;
        const name = found && `${scope.workspaceId} ${question.operation} ${found.platform} ${found.creator}`;
        return name && !recorded.has(name) ? [{ name, found }] : [];
      });
      if (seen.length === 0) return;
      for (const { name } of seen) recorded.set(name, true);
      try {
        const creators = seen.map(({ found }) => found);
        await upsertKnownCreators(scope, creators, { at: new Date(clock()), importId: undefined });
      } catch (error) {
        for (const { name } of seen) recorded.delete(name);
        log.warn({ err: error }, 'Creators that were looked up could not be recorded.');
      }
    },
  };
}

/** The creator that an answer is about; null for the numbers of a post. */
function seenIn({ operation, subject }: Question, { facts }: Reading): SeenCreator | null {
  if (operation === 'post_stats') return null;
  const { platform, id: creator } = subject;
  const common = { platform, creator, username: subject.username ?? creator };
  if (operation === 'videos') return { ...common, fullName: null, followers: null };
  const { fullName, followers } = facts as Profile;
  return { ...common, fullName, followers };
}
