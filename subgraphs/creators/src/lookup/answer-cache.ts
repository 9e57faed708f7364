import type { Scope } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import { loadAnswers, type StoredAnswer } from '../data/answers.ts';
import type { Tables } from '../data/tables.ts';
import { LONGEST_STORED } from './freshness.ts';

/** Maximum number of answers in memory; the largest are lists of 50 posts, about 20 kB. */
const MOST_ANSWERS = 5_000;

/** Cache of answers: memory first, then PostgreSQL, which all processes share. */
export interface AnswerCache {
  /** Finds the answers that the workspace may see and that `useful` accepts. */
  find(
    scope: Scope<Tables>,
    keys: readonly string[],
    useful: (answer: StoredAnswer) => boolean,
  ): Promise<Map<string, StoredAnswer>>;
  /** Adds answers that have been stored to memory. */
  remember(workspaceId: string, answers: readonly StoredAnswer[]): void;
  /** Removes answers from memory. */
  forget(workspaceId: string, keys: readonly string[]): void;
}

/** Opens the cache. An answer from a workspace's catalogue is cached for that workspace only. */
export function openAnswerCache(clock: () => number): AnswerCache {
  const memory = new LRUCache<string, StoredAnswer>({ max: MOST_ANSWERS });
  const own = (workspaceId: string, key: string) => `${workspaceId} ${key}`;
  const recall = (workspaceId: string, key: string) => memory.get(own(workspaceId, key)) ?? memory.get(key);
  const remember = (workspaceId: string, answers: readonly StoredAnswer[]) => {
    for (const answer of answers) memory.set(answer.own ? own(workspaceId, answer.key) : answer.key, answer);
  };
  return {
    async find(scope, keys, useful) {
      const found = new Map<string, StoredAnswer>();
      for (const key of keys) {
        const answer = recall(scope.workspaceId, key);
        if (answer && useful(answer)) found.set(key, answer);
      }
      const others = keys.filter((key) => !found.has(key));
      if (others.length === 0) return found;
      const since = new Date(clock() - LONGEST_STORED);
      const stored = (await loadAnswers(scope, others, since)).filter(useful);
      remember(scope.workspaceId, stored);
      for (const answer of stored) found.set(answer.key, answer);
      return found;
    },
    remember,
    forget(workspaceId, keys) {
      for (const key of keys) {
        memory.delete(own(workspaceId, key));
        memory.delete(key);
      }
    },
  };
}
