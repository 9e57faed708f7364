import type { Scope } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import { type KeptAnswer, loadAnswers } from './data/answers.ts';
import type { Tables } from './data/tables.ts';
import { LONGEST_KEPT } from './freshness.ts';

/** Answers in memory; the largest are lists of fifty posts, some 20 kB. */
const MOST_ANSWERS = 5_000;

/** Answers that are kept: in memory first, PostgreSQL behind it, which all processes share. */
export interface AnswerCache {
  /** Kept answers that the workspace may see and that are of use. */
  find(
    scope: Scope<Tables>,
    keys: readonly string[],
    useful: (answer: KeptAnswer) => boolean,
  ): Promise<Map<string, KeptAnswer>>;
  /** Remembers what has been written. */
  remember(workspaceId: string, answers: readonly KeptAnswer[]): void;
  forget(workspaceId: string, keys: readonly string[]): void;
}

/** A cache over the database. An answer of a workspace's catalogue is remembered for that workspace only. */
export function answerCache(clock: () => number): AnswerCache {
  const memory = new LRUCache<string, KeptAnswer>({ max: MOST_ANSWERS });
  const own = (workspaceId: string, key: string) => `${workspaceId} ${key}`;
  const recall = (workspaceId: string, key: string) => memory.get(own(workspaceId, key)) ?? memory.get(key);
  const remember = (workspaceId: string, answers: readonly KeptAnswer[]) => {
    for (const answer of answers) memory.set(answer.own ? own(workspaceId, answer.key) : answer.key, answer);
  };
  return {
    async find(scope, keys, useful) {
      const found = new Map<string, KeptAnswer>();
      for (const key of keys) {
        const answer = recall(scope.workspaceId, key);
        if (answer && useful(answer)) found.set(key, answer);
      }
      const others = keys.filter((key) => !found.has(key));
      if (others.length === 0) return found;
      const since = new Date(clock() - LONGEST_KEPT);
      const kept = (await loadAnswers(scope, others, since)).filter(useful);
      remember(scope.workspaceId, kept);
      for (const answer of kept) found.set(answer.key, answer);
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
