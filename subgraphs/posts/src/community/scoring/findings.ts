import type { Intent, Signal } from './analysis.ts';
import type { ReadablePost } from './post-text.ts';
import { BUYING_RULES } from './rules/buying.ts';
import { firstMatch, hasCue } from './rules/match-patterns.ts';
import type { IntentRule, TrapRule } from './rules/rule.ts';
import { SIGNAL_RULES } from './rules/signals.ts';
import { TRAP_RULES } from './rules/traps.ts';
import { COMPARISON_RULES, PAIN_RULES, QUESTION_RULES } from './rules/wants.ts';

/** An intent rule that fired. */
export interface Want extends Signal {
  intent: Intent;
  weight: number;
  quiet: boolean;
}

/** A circumstance that raises the score. */
export interface Circumstance extends Signal {
  weight: number;
}

export interface Trap extends Signal {
  rule: TrapRule;
}

/** In order of precedence: of two wants with the same weight, the first decides the intent. */
const INTENT_RULES = [...BUYING_RULES, ...COMPARISON_RULES, ...PAIN_RULES, ...QUESTION_RULES];

/**
 * Finds what the author wants, strongest first. Headlines are matched only against the patterns
 * that rules have for them.
 */
export function findWants(post: ReadablePost): Want[] {
  const wants: Want[] = [];
  for (const rule of INTENT_RULES) {
    if (rule.sources !== undefined && !rule.sources.includes(post.source)) continue;
    for (const field of post.fields) {
      const asHeadline = post.headline && field.isTitle;
      const patterns: Pick<IntentRule, 'weight' | 'title' | 'text'> | undefined = asHeadline
        ? rule.headline
        : rule;
      if (patterns === undefined || !hasCue(field, rule.cues)) continue;
      const { weight, title = [], text = [] } = patterns;
      const evidence =
        (field.isTitle ? firstMatch(field, title, rule.unless) : null) ??
        firstMatch(field, text, rule.unless);
      if (evidence === null) continue;
      wants.push({ name: rule.name, evidence, intent: rule.intent, weight, quiet: rule.quiet ?? false });
      break;
    }
  }
  return wants.sort((a, b) => b.weight - a.weight);
}

export function findCircumstances(post: ReadablePost): Circumstance[] {
  const found: Circumstance[] = [];
  for (const rule of SIGNAL_RULES) {
    for (const field of post.fields) {
      if ((post.headline && field.isTitle) || !hasCue(field, rule.cues)) continue;
      const evidence = firstMatch(field, rule.text, rule.unless);
      if (evidence === null) continue;
      found.push({ name: rule.name, evidence, weight: rule.weight });
      break;
    }
  }
  return found;
}

/** Finds the traps that apply to a post with this intent. */
export function findTraps(post: ReadablePost, intent: Intent | null): Trap[] {
  const traps: Trap[] = [];
  for (const rule of TRAP_RULES) {
    if (intent !== null && rule.spares.includes(intent)) continue;
    for (const field of post.fields) {
      if (!hasCue(field, rule.cues)) continue;
      const evidence =
        (field.isTitle && rule.title !== undefined ? firstMatch(field, rule.title) : null) ??
        (rule.text !== undefined ? firstMatch(field, rule.text) : null);
      if (evidence === null) continue;
      traps.push({ name: rule.name, evidence, rule });
      break;
    }
  }
  return traps;
}
