import type { Analysis, ScorablePost, ScoringEngine, Signal } from './analysis.ts';
import { type CompetitorFinder, competitorFinder, findCompetitor } from './competitor.ts';
import { type Circumstance, findCircumstances, findTraps, findWants } from './findings.ts';
import { suggestPlay } from './play.ts';
import { readPost } from './post-text.ts';
import { reasonOf } from './reason.ts';
import { actionOf, type Findings, intentOf, scoreOf, stageOf, urgencyOf } from './verdict.ts';

/** Increment with every rule change that affects analyses, so that outdated ones are rescored. */
export const ANALYSIS_VERSION = 1;

const COMPETITOR_WEIGHT = 0.7;

function analyse(post: ScorablePost, brands: CompetitorFinder | null): Analysis {
  const readable = readPost(post);
  const wants = findWants(readable);
  const lead = wants[0];
  // With a bare question, money and time are the subject of the question, not a buyer's
  // circumstances.
  const wanting = lead !== undefined && lead.intent !== 'question';
  const competitor = findCompetitor(readable, wanting, brands);
  const named: Circumstance | null =
    competitor !== null && wanting
      ? { name: 'competitor_named', evidence: competitor.evidence, weight: COMPETITOR_WEIGHT }
      : null;
  const circumstances = wanting ? findCircumstances(readable) : [];
  const findings: Findings = {
    wants,
    circumstances: named === null ? circumstances : [...circumstances, named],
    traps: findTraps(readable, lead?.intent ?? null),
    reach: readable.reach,
  };
  const intent = intentOf(findings);
  const score = scoreOf(findings);
  const buyingStage = stageOf(findings, intent);
  const action = actionOf(intent, score);
  const competitorName = competitor?.name ?? null;
  return {
    score,
    reason: reasonOf(findings, intent),
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
      const brands = competitorFinder(options);
      return posts.map((post) => analyse(post, brands));
    },
  };
