import { type IntentProbabilities, languageOf, readIntents } from '@tributary/text-models';
import type { Analysis, ScorablePost, ScoringEngine, Signal } from './analysis.ts';
import {
  type CompetitorFinder,
  competitorFinder,
  findCompetitor,
  type NamedCompetitor,
} from './competitor.ts';
import { type Decision, decideIntent, NO_INTENT } from './decide-intent.ts';
import { findCircumstances, findTraps, findWants } from './findings.ts';
import { suggestPlay } from './play.ts';
import { isHeadlineOnly, type ReadablePost, readPost } from './post-text.ts';
import { reasonOf, unjudgedReason } from './reason.ts';
import { actionOf, type Findings, scoreOf, stageOf, urgencyOf } from './verdict.ts';

/**
 * Increment with every change of the rules or the intent model that affects analyses, so that
 * outdated ones are rescored.
 */
export const ANALYSIS_VERSION = 5;

const COMPETITOR_WEIGHT = 0.7;

/** Number of words below which the model is not asked. */
const LEAST_WORDS = 7;

function analyse(post: ScorablePost, brands: CompetitorFinder | null): Analysis {
  const readable = readPost(post);
  const text = readable.fields.map(({ raw }) => raw).join('\n');
  const { language, unjudged } = languageOf(text, post.language ?? null);
  const { findings, competitor } =
    unjudged === null ? judge(readable, brands) : withoutJudgement(readable, brands);
  const { intent } = findings.decision;
  const score = scoreOf(findings);
  const buyingStage = stageOf(findings);
  const action = actionOf(intent, score);
  const competitorName = competitor?.name ?? null;
  return {
    language,
    score,
    reason: unjudged === null ? reasonOf(findings) : unjudgedReason(unjudged),
    intent,
    urgency: urgencyOf(findings, score),
    buyingStage,
    action,
    suggestedPlay: suggestPlay({ intent, stage: buyingStage, action, competitor: competitorName }),
    competitor: competitorName,
    signals: signalsOf(findings),
    engine: rulesEngine.name,
    version: rulesEngine.version,
  };
}

/** What was found in a post, and the competitor that it names. */
interface Judged {
  readonly findings: Findings;
  readonly competitor: NamedCompetitor | null;
}

function judge(readable: ReadablePost, brands: CompetitorFinder | null): Judged {
  const wants = findWants(readable);
  const estimate = estimateOf(readable);
  const decision = decideIntent(wants, estimate, readable);
  // Only a rule can tell a seller who buys from one who sells.
  const traps = findTraps(readable, decision.probability === null ? decision.intent : null);
  const competitor = findCompetitor(readable, isWanting(decision), brands);
  const circumstances = isWanting(decision) ? findCircumstances(readable) : [];
  if (competitor !== null && isWanting(decision)) {
    const { evidence } = competitor;
    circumstances.push({ name: 'competitor_named', evidence, weight: COMPETITOR_WEIGHT });
  }
  const isCleared = traps.some(({ rule }) => rule.clearsIntent);
  const found = { wants, circumstances, traps, estimate, reach: readable.reach };
  return { findings: { ...found, decision: isCleared ? NO_INTENT : decision }, competitor };
}

/** Returns what the model estimates; null for a text that is too short to tell anything. */
function estimateOf(readable: ReadablePost): IntentProbabilities | null {
  const text = readable.fields.map((field) => field.text).join('\n');
  if (!hasEnoughWords(text)) return null;
  return readIntents([{ text, isHeadline: isHeadlineOnly(readable) }])[0] ?? null;
}

function hasEnoughWords(text: string): boolean {
  let words = 0;
  let isWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Letters outside ASCII are left to the pattern.
    if (code >= 0x80) return (text.match(/\p{L}+/gu)?.length ?? 0) >= LEAST_WORDS;
    const lower = code | 0x20;
    const isLetter = lower >= 0x61 && lower <= 0x7a;
    if (isLetter && !isWord) words += 1;
    if (words === LEAST_WORDS) return true;
    isWord = isLetter;
  }
  return false;
}

function withoutJudgement(readable: ReadablePost, brands: CompetitorFinder | null): Judged {
  const none = { wants: [], circumstances: [], traps: [], estimate: null, reach: readable.reach };
  return {
    findings: { ...none, decision: NO_INTENT },
    competitor: findCompetitor(readable, false, brands),
  };
}

/**
 * Returns whether the author wants more than an answer. With a bare question, money and time are
 * its subject, not a buyer's circumstances.
 */
function isWanting({ intent }: Decision): boolean {
  return intent !== null && intent !== 'question';
}

function signalsOf({ wants, circumstances }: Findings): Signal[] {
  return [...wants.filter((want) => !want.quiet), ...circumstances].map(({ name, evidence }) => ({
    name,
    evidence,
  }));
}

/**
 * Synchronous engine: rules, see `rules/`, give the evidence; together with the intent model they
 * decide the intent. `scoreOf` has the formula of the score.
 */
export const rulesEngine: ScoringEngine & { score(...args: Parameters<ScoringEngine['score']>): Analysis[] } =
  {
    name: 'rules',
    version: ANALYSIS_VERSION,
    score(posts, options) {
      const brands = competitorFinder(options?.brands);
      return posts.map((post) => analyse(post, brands));
    },
  };
