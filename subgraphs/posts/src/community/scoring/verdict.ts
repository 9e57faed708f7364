import type { IntentProbabilities } from '@tributary/text-models';
import type { Action, BuyingStage, Intent, Urgency } from './analysis.ts';
import { type Decision, likeliest } from './decide-intent.ts';
import type { Circumstance, Trap, Want } from './findings.ts';

/** What was found in one post. */
export interface Findings {
  /** Strongest first. */
  wants: Want[];
  /** Empty without an intent, and for a bare question. */
  circumstances: Circumstance[];
  traps: Trap[];
  decision: Decision;
  /** Null if the model does not know the words of the post, or does not judge its language. */
  estimate: IntentProbabilities | null;
  reach: number;
}

/** Weight of an intent that the model is certain of and no rule speaks for. */
const MODEL_WEIGHT: Readonly<Record<Intent, number>> = {
  buying: 5.5,
  comparison: 3.5,
  pain_point: 3.5,
  question: 2.5,
};

/** Score for each further want after the strongest, up to three. */
const FURTHER_WANT = 0.5;
const FURTHER_WANTS = 3;
const REACH_PER_DECADE = 0.15;
const REACH_LIMIT = 0.5;

/**
 * Returns the score:
 * 1 + weight of the intent + 0.5 per further want that is not a bare question (at most 3)
 *   + weights of the circumstances + min(0.5, 0.15 · log10(1 + votes + comments)),
 * capped at the lowest ceiling of the traps, clamped to 1..10, with one decimal. The weight of the
 * intent is that of the strongest rule that speaks for it, or if higher, the model's weight of the
 * intent times its probability. Without an intent the score is 1. The weights are our own: a
 * request for a product starts at 6 and exceeds 8 with money and time, a comparison or a complaint
 * starts at 4.5, a question at 3.5.
 */
export function scoreOf({ wants, circumstances, traps, decision, reach }: Findings): number {
  const { intent, probability } = decision;
  let score = 1;
  if (intent !== null) {
    const lead = wants.find((want) => want.intent === intent);
    score += Math.max(lead?.weight ?? 0, MODEL_WEIGHT[intent] * (probability ?? 0));
    const further = wants.filter((want) => want !== lead && !want.quiet);
    score += FURTHER_WANT * Math.min(FURTHER_WANTS, further.length);
    for (const circumstance of circumstances) score += circumstance.weight;
    score += Math.min(REACH_LIMIT, REACH_PER_DECADE * Math.log10(1 + reach));
  }
  for (const trap of traps) score = Math.min(score, trap.rule.ceiling);
  return Math.round(Math.min(10, Math.max(1, score)) * 10) / 10;
}

const DECIDING = new Set(['deciding', 'ready_to_buy']);

/**
 * Returns `deciding` if a rule says so. Otherwise, if the model decided the intent, returns the
 * stage that it finds most likely; else `evaluating` for a request or a comparison, and `aware` for
 * the rest.
 */
export function stageOf({ wants, circumstances, decision, estimate }: Findings): BuyingStage {
  const { intent, probability } = decision;
  if (intent === null || intent === 'question') return 'aware';
  if ([...wants, ...circumstances].some(({ name }) => DECIDING.has(name))) return 'deciding';
  if (estimate !== null && probability !== null)
    return likeliest(['aware', 'evaluating', 'deciding'], estimate.stage);
  const isWeighing = wants.some((want) => want.intent === 'buying' || want.intent === 'comparison');
  return isWeighing ? 'evaluating' : 'aware';
}

/**
 * Returns `high` for a deadline or for money and time together; `medium` for a timeline, a pending
 * decision or a score of at least 6; else, if the model decided the intent, the urgency that it
 * finds most likely; else `low`.
 */
export function urgencyOf({ circumstances, decision, estimate }: Findings, score: number): Urgency {
  const { intent, probability } = decision;
  if (intent === null) return 'low';
  const has = (name: string) => circumstances.some((found) => found.name === name);
  if (has('deadline') || (has('budget_mentioned') && has('timeline_given'))) return 'high';
  if (has('timeline_given') || has('deciding') || score >= 6) return 'medium';
  if (estimate === null || probability === null) return 'low';
  return likeliest(['low', 'medium', 'high'], estimate.urgency);
}

/**
 * Returns `engage` from a score of 6, `monitor` from 3, else `ignore`; always `ignore` without an
 * intent.
 */
export function actionOf(intent: Intent | null, score: number): Action {
  if (intent === null || score < 3) return 'ignore';
  return score >= 6 ? 'engage' : 'monitor';
}
