import { type LearnedModel, learnedOdds } from './learned-model.ts';
import { findingsOf, type Opinion } from './opinion.ts';
import { featuresOf } from './post-features.ts';
import { type JudgedPost, type Judgement, relevanceOf } from './relevance.ts';
import { applyRules, type Finding } from './relevance-rules.ts';
import type { TrackerWords } from './tracker-words.ts';

/** Log-odds by which corrections must change a judgement to be named as its reason. */
const NOTABLE = 0.5;
const MOST_REASONS = 2;

/**
 * Judges how relevant a match is: by the language model's opinion, or without one by the rules; and
 * by what was learned from the workspace's corrections, null if there were none.
 */
export function judge(
  post: JudgedPost,
  tracker: TrackerWords,
  model: LearnedModel | null,
  opinion: Opinion | null = null,
): Judgement {
  const { findings, odds: prior } = (opinion && findingsOf(opinion)) ?? applyRules(post, tracker);
  if (model === null) return { relevance: relevanceOf(prior), reason: sentence(findings, prior) };
  const { odds, adjustment } = learnedOdds(model, prior, featuresOf(post));
  const learned =
    Math.abs(adjustment) >= NOTABLE
      ? [{ weight: adjustment, reason: `learned from ${corrections(model.corrections)}` }]
      : [];
  return { relevance: relevanceOf(odds), reason: sentence([...learned, ...findings], odds) };
}

function corrections(count: number): string {
  return count === 1 ? '1 correction' : `${count} corrections`;
}

/** Names the strongest findings in the direction of the judgement. */
function sentence(findings: readonly Finding[], odds: number): string {
  const telling = findings
    .filter(({ weight }) => (odds >= 0 ? weight > 0 : weight < 0))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, MOST_REASONS)
    .map(({ reason }) => reason);
  const text = telling.join(', and ') || 'nothing tells for or against it';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
