import type { Action, BuyingStage, Intent, Urgency } from './analysis.ts';
import type { Circumstance, Trap, Want } from './findings.ts';

/** Everything the rules found in one post. */
export interface Findings {
  /** The strongest first. */
  wants: Want[];
  circumstances: Circumstance[];
  traps: Trap[];
  reach: number;
}

/** A further want beside the strongest adds this much, up to three of them. */
const FURTHER_WANT = 0.5;
const FURTHER_WANTS = 3;
const REACH_PER_DECADE = 0.15;
const REACH_LIMIT = 0.5;

/**
 * score = 1 + weight of the strongest want + 0.5 for each further want that is not a bare question
 * (three at most)
 *           + the weights of the circumstances + min(0.5, 0.15 · log10(1 + votes + comments)),
 * held at or under the lowest ceiling of the traps, clamped to 1..10, one decimal. Circumstances
 * and reach count only beside a want; beside a bare question circumstances are not looked for. The
 * weights are our own, set so that a request for a product starts at 6 and passes 8 with money and
 * time, a comparison or a complaint starts at 4.5 to 5.5, a question at 3.5 and an article's
 * headline stays under 3.5.
 */
export function scoreOf({ wants, circumstances, traps, reach }: Findings): number {
  const [strongest, ...further] = wants;
  let score = 1;
  if (strongest !== undefined) {
    score += strongest.weight;
    score += FURTHER_WANT * Math.min(FURTHER_WANTS, further.filter((want) => !want.quiet).length);
    for (const circumstance of circumstances) score += circumstance.weight;
    score += Math.min(REACH_LIMIT, REACH_PER_DECADE * Math.log10(1 + reach));
  }
  for (const trap of traps) score = Math.min(score, trap.rule.ceiling);
  return Math.round(Math.min(10, Math.max(1, score)) * 10) / 10;
}

/** The strongest want's intent, unless a trap says that nothing is wanted. */
export function intentOf({ wants, traps }: Findings): Intent | null {
  if (traps.some((trap) => trap.rule.clearsIntent)) return null;
  return wants[0]?.intent ?? null;
}

const DECIDING = new Set(['deciding', 'ready_to_buy']);

/** `deciding` where the post says so, `evaluating` for a request or a comparison, else `aware`. */
export function stageOf(findings: Findings, intent: Intent | null): BuyingStage {
  if (intent === null || intent === 'question') return 'aware';
  const names = [...findings.wants, ...findings.circumstances].map((found) => found.name);
  if (names.some((name) => DECIDING.has(name))) return 'deciding';
  const weighing = findings.wants.some((want) => want.intent === 'buying' || want.intent === 'comparison');
  return weighing ? 'evaluating' : 'aware';
}

/**
 * `high` with a deadline, or with money and time together; `medium` with either, or for any strong
 * request or pain.
 */
export function urgencyOf(findings: Findings, intent: Intent | null, score: number): Urgency {
  if (intent === null) return 'low';
  const has = (name: string) => findings.circumstances.some((found) => found.name === name);
  if (has('deadline') || (has('budget_mentioned') && has('timeline_given'))) return 'high';
  return has('timeline_given') || has('deciding') || score >= 6 ? 'medium' : 'low';
}

/** Answer from 6, keep an eye on it from 3; a trap or no intent is left alone. */
export function actionOf(intent: Intent | null, score: number): Action {
  if (intent === null || score < 3) return 'ignore';
  return score >= 6 ? 'engage' : 'monitor';
}
