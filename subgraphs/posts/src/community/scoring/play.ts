import type { Action, BuyingStage, Intent } from './analysis.ts';

/** The facts that select a play. */
export interface Situation {
  intent: Intent | null;
  stage: BuyingStage;
  action: Action;
  competitor: string | null;
}

/** One sentence for each intent and stage: with a competitor's name and without. */
type Play = readonly [named: (competitor: string) => string, unnamed: string];

const BUYING: Record<BuyingStage, Play> = {
  aware: [
    (name) => `Answer with one concrete difference to ${name} and a link to the page that shows it.`,
    'Answer the stated need in two sentences and link the page that shows it.',
  ],
  evaluating: [
    (name) => `Reply with a short, fair comparison to ${name} and offer help with moving over.`,
    'Share a case study that shows how you solve this use case, and ask which requirement matters most.',
  ],
  deciding: [
    (name) => `Offer a call today: pricing side by side with ${name}, and a migration plan.`,
    'Offer pricing, a trial and a named contact today: the author is about to decide.',
  ],
};

const COMPARISON: Record<BuyingStage, Play> = {
  aware: [
    (name) => `Watch the thread and correct facts about ${name} only where they are wrong.`,
    'Watch the thread and add facts only where they are missing.',
  ],
  evaluating: [
    (name) => `Post an honest feature-by-feature comparison with ${name}, including where ${name} is better.`,
    'Post an honest comparison of the options named, including where each of them is better.',
  ],
  deciding: [
    (name) => `Offer a trial next to ${name}, so that the author can decide on their own data.`,
    'Offer a trial on the author’s own data, so that they can decide between the options.',
  ],
};

const PAIN: Play = [
  (name) => `Acknowledge the trouble with ${name}, and show how the same job is done without it.`,
  'Acknowledge the problem, ask for one detail, and show how the job is done without it.',
];

export function suggestPlay({ intent, stage, action, competitor }: Situation): string {
  if (intent === null) return 'Leave it: the author is not asking for anything.';
  if (action === 'ignore') return 'Leave it: there is too little to answer.';
  if (intent === 'question') return 'Answer the question itself, helpfully and without a pitch.';
  const [named, unnamed] =
    intent === 'buying' ? BUYING[stage] : intent === 'comparison' ? COMPARISON[stage] : PAIN;
  return competitor === null ? unnamed : named(competitor);
}
