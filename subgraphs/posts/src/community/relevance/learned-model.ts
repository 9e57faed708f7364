import { FEATURES } from './post-features.ts';
import type { Relevance } from './relevance.ts';

/** A corrected match, from which a model learns. */
export interface Example {
  /** From `featuresOf`. */
  readonly features: readonly number[];
  /** Log-odds of the rules. */
  readonly prior: number;
  /** Probability that the match is relevant, by its correction. */
  readonly label: number;
}

/** What was learned from the corrections of a workspace. */
export interface LearnedModel {
  readonly weights: ReadonlyMap<number, number>;
  /** Number of corrections that it has learned from. */
  readonly corrections: number;
}

/** Probabilities by corrected relevance; certainty would make the weights grow without bound. */
export const LABELS: Readonly<Record<Relevance, number>> = { high: 0.95, medium: 0.55, low: 0.05 };

const EPOCHS = 60;
const RATE = 0.2;
/** Strength of L2 regularization: what is corrected once changes little, and often, much. */
const DECAY = 0.3;
/** Log-odds of the rules count at most this much, so that corrections can override them. */
const MOST_PRIOR = 2.5;
/** Smaller weights are dropped. */
const LEAST_WEIGHT = 0.01;
/** Posts with more features are scaled down, so that a long text does not outweigh all others. */
const USUAL_FEATURES = 20;

/**
 * Trains a logistic regression whose starting point is the rules: without corrections it changes
 * nothing. Deterministic, and linear in the number of examples (AdaGrad).
 */
export function trainModel(examples: readonly Example[]): LearnedModel {
  const weights = new Float64Array(FEATURES);
  const squares = new Float64Array(FEATURES);
  const frequencies = new Float64Array(FEATURES);
  for (const { features } of examples) for (const feature of features) frequencies[feature]! += 1;
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    for (const { features, prior, label } of examples) {
      const scale = scaleOf(features);
      let sum = 0;
      for (const feature of features) sum += weights[feature]!;
      const error = probabilityOf(clipped(prior) + sum * scale) - label;
      for (const feature of features) {
        // The decay of an epoch is divided among the examples with the feature.
        const gradient = error * scale + (DECAY / frequencies[feature]!) * weights[feature]!;
        squares[feature]! += gradient * gradient;
        weights[feature]! -= (RATE * gradient) / Math.sqrt(squares[feature]! + 1e-8);
      }
    }
  const learned = new Map<number, number>();
  for (const [feature, weight] of weights.entries())
    if (Math.abs(weight) >= LEAST_WEIGHT) learned.set(feature, weight);
  return { weights: learned, corrections: examples.length };
}

/** Returns the log-odds of a match by the rules and by what was learned. */
export function learnedOdds(
  { weights }: LearnedModel,
  prior: number,
  features: readonly number[],
): { odds: number; adjustment: number } {
  if (weights.size === 0) return { odds: prior, adjustment: 0 };
  const sum = features.reduce((total, feature) => total + (weights.get(feature) ?? 0), 0);
  const adjustment = sum * scaleOf(features);
  return { odds: clipped(prior) + adjustment, adjustment };
}

function scaleOf({ length }: readonly number[]): number {
  return 1 / Math.sqrt(Math.max(1, length / USUAL_FEATURES));
}

function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function clipped(prior: number): number {
  return Math.min(Math.max(prior, -MOST_PRIOR), MOST_PRIOR);
}
