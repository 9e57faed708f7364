import type { Action, BuyingStage, Intent, Urgency } from './analysis.ts';
import type { Circumstance, Trap, Want } from './findings.ts';

/** All matches of the rules in one post. */
export interface Findings {
  /** Strongest first. */
  wants: Want[];
  circumstances: Circumstance[];
  traps: Trap[];
  reach: number;
}

/** Score for each further want after the strongest, up to three. */
const FURTHER_WANT = 0.5;
const FURTHER_WANTS = 3;
const REACH_PER_DECADE = 0.15;
const REACH_LIMIT = 0.5;

/**
 * Returns the score:
 * 1 + weight of the strongest want + 0.5 per further want that is not a bare question (at most 3)
 *   + weights of the circumstances + min(0.5, 0.15 · log10(1 + votes + comments)),
 * capped at the lowest ceiling of the traps, clamped to 1..10, with one decimal. Circumstances and
 * reach count only together with a want, and circumstances not for a bare question. The weights are
 * our own: a request for a product starts at 6 and exceeds 8 with money and time, a comparison or a
 * complaint starts at 4.5 to 5.5, a question at 3.5, and an article's headline stays below 3.5.
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

/** Returns the strongest want's intent, unless a trap clears it. */
export function intentOf({ wants, traps }: Findings): Intent | null {
  if (traps.some((trap) => trap.rule.clearsIntent)) return null;
  return wants[0]?.intent ?? null;
}

const DECIDING = new Set(['deciding', 'ready_to_buy']);

/**
 * Returns `deciding` if the post says so, `evaluating` for a request or a comparison, else `aware`.
 */
export function stageOf(findings: Findings, intent: Intent | null): BuyingStage {
  if (intent === null || intent === 'question') return 'aware';
  const names = [...findings.wants, ...findings.circumstances].map((found) => found.name);
  if (names.some((name) => DECIDING.has(name))) return 'deciding';
  const weighing = findings.wants.some((want) => want.intent === 'buying' || want.intent === 'comparison');
  return weighing ? 'evaluating' : 'aware';
}

/**
 * Returns `high` for a deadline or for money and time together; `medium` for a timeline, a pending
 * decision or a score of at least 6; else `low`.
 */
export function urgencyOf(findings: Findings, intent: Intent | null, score: number): Urgency {
  if (intent === null) return 'low';
  const has = (name: string) => findings.circumstances.some((found) => found.name === name);
  if (has('deadline') || (has('budget_mentioned') && has('timeline_given'))) return 'high';
  return has('timeline_given') || has('deciding') || score >= 6 ? 'medium' : 'low';
}

/**
 * Returns `engage` from a score of 6, `monitor` from 3, else `ignore`; always `ignore` without an
 * intent.
 */
export function actionOf(intent: Intent | null, score: number): Action {
  if (intent === null || score < 3) return 'ignore';
  return score >= 6 ? 'engage' : 'monitor';
}
