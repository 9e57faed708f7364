import { languageOf } from '@tributary/text-models';
import type { Analysis, ScorablePost, ScoringEngine, Signal } from './analysis.ts';
import {
  type CompetitorFinder,
  competitorFinder,
  findCompetitor,
  type NamedCompetitor,
} from './competitor.ts';
import { findCircumstances, findTraps, findWants, type Want } from './findings.ts';
import { suggestPlay } from './play.ts';
import { type ReadablePost, readPost } from './post-text.ts';
import { reasonOf, unjudgedReason } from './reason.ts';
import { actionOf, type Findings, intentOf, scoreOf, stageOf, urgencyOf } from './verdict.ts';

/** Increment with every rule change that affects analyses, so that outdated ones are rescored. */
export const ANALYSIS_VERSION = 3;

const COMPETITOR_WEIGHT = 0.7;

function analyse(post: ScorablePost, brands: CompetitorFinder | null): Analysis {
  const readable = readPost(post);
  const text = readable.fields.map(({ raw }) => raw).join('\n');
  const { language, unjudged } = languageOf(text, post.language ?? null);
  const judged = unjudged === null;
  const wants = judged ? findWants(readable) : [];
  const competitor = findCompetitor(readable, isWanting(wants), brands);
  const findings = findingsOf(readable, wants, competitor, judged);
  const intent = intentOf(findings);
  const score = scoreOf(findings);
  const buyingStage = stageOf(findings, intent);
  const action = actionOf(intent, score);
  const competitorName = competitor?.name ?? null;
  return {
    language,
    score,
    reason: judged ? reasonOf(findings, intent) : unjudgedReason(unjudged),
    intent,
    urgency: urgencyOf(findings, intent, score),
    buyingStage,
    action,
    suggestedPlay: suggestPlay({ intent, stage: buyingStage, action, competitor: competitorName }),
    competitor: competitorName,
    signals: signalsOf(findings),
    engine: rulesEngine.name,
    version: rulesEngine.version,
  };
}

/**
 * Returns whether the author wants more than an answer. With a bare question, money and time are
 * its subject, not a buyer's circumstances.
 */
function isWanting([lead]: readonly Want[]): boolean {
  return lead !== undefined && lead.intent !== 'question';
}

function findingsOf(
  readable: ReadablePost,
  wants: Want[],
  competitor: NamedCompetitor | null,
  judged: boolean,
): Findings {
  const circumstances = isWanting(wants) ? findCircumstances(readable) : [];
  if (competitor !== null && isWanting(wants)) {
    const { evidence } = competitor;
    circumstances.push({ name: 'competitor_named', evidence, weight: COMPETITOR_WEIGHT });
  }
  return {
    wants,
    circumstances,
    traps: judged ? findTraps(readable, wants[0]?.intent ?? null) : [],
    reach: readable.reach,
  };
}

function signalsOf({ wants, circumstances }: Findings): Signal[] {
  return [...wants.filter((want) => !want.quiet), ...circumstances].map(({ name, evidence }) => ({
    name,
    evidence,
  }));
}

/** Synchronous engine of declarative rules, see `rules/`; `scoreOf` has the formula. */
export const rulesEngine: ScoringEngine & { score(...args: Parameters<ScoringEngine['score']>): Analysis[] } =
  {
    name: 'rules',
    version: ANALYSIS_VERSION,
    score(posts, options) {
      const brands = competitorFinder(options?.brands);
      return posts.map((post) => analyse(post, brands));
    },
  };
