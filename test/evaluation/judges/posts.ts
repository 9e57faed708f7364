import {
  applyRules,
  featuresOf,
  judge,
  LABELS,
  type LearnedModel,
  type Opinion,
  type Relevance,
  trackerWords,
  trainModel,
} from '../../../subgraphs/posts/src/community/relevance/index.ts';
import type { ScorablePost } from '../../../subgraphs/posts/src/community/scoring/index.ts';
import { labelledPosts } from '../../../subgraphs/posts/test/relevance/labelled.ts';
import {
  type LabelledPost,
  namingPosts,
  otherPosts,
  TRACKED,
} from '../../../subgraphs/posts/test/scoring/tracked-competitors.ts';
import {
  LABELS as OWN_LABELS,
  type OwnPost,
} from '../../../subgraphs/text-models/training/data/own-posts.ts';
import { measure } from '../../../subgraphs/text-models/training/evaluation/measures.ts';
import { sampleOf } from '../../../subgraphs/text-models/training/evaluation/sample.ts';
import { HEADLINES, splitOwnPosts } from '../../../subgraphs/text-models/training/own-split.ts';
import type { Engine } from '../engines/index.ts';
import { type Figure, OWN_POSTS, rounded, share } from '../figure.ts';

/** Platforms of own posts by style; other styles are scored as posts of Reddit. */
const SOURCES: Readonly<Record<string, string>> = {
  bluesky: 'bluesky',
  devto: 'devto',
  github: 'github',
  hackernews: 'hackernews',
  headline: 'hackernews',
  mastodon: 'mastodon',
  stackoverflow: 'stackoverflow',
  x: 'x',
  youtube: 'youtube',
};

/** A post's label, and the intent that the engine found. */
interface JudgedIntent {
  readonly style: string;
  readonly label: string;
  readonly found: string;
}

/** Measures the intents of own posts of trades that the model has not seen. */
export async function measureIntent(engine: Engine, most = Number.POSITIVE_INFINITY): Promise<Figure[]> {
  const posts = sampleOf(splitOwnPosts().heldOut, most);
  const intents = await engine.intents(posts.map(scorable));
  const judged = posts.map(
    ({ style, labels }, index): JudgedIntent => ({ style, label: labels.intent, found: intents[index]! }),
  );
  const names: readonly string[] = OWN_LABELS.intent;
  const { accuracy, macroF1 } = measure(
    judged.map(({ label, found }) => ({
      probabilities: names.map((name) => (name === found ? 1 : 0)),
      labels: [names.indexOf(label)],
    })),
  );
  const headlines = judged.filter(({ style }) => style === HEADLINES);
  const own = { judgement: 'INTENT', data: OWN_POSTS } as const;
  return [
    { ...own, measure: 'accuracy', value: rounded(accuracy), texts: judged.length },
    { ...own, measure: 'macro-F1', value: rounded(macroF1), texts: judged.length },
    { ...own, measure: 'precision of buying', ...hits(judged.filter(({ found }) => found === 'buying')) },
    { ...own, measure: 'recall of buying', ...hits(judged.filter(({ label }) => label === 'buying')) },
    {
      ...own,
      data: "The project's own headlines of other trades",
      measure: 'accuracy',
      ...hits(headlines),
    },
  ];
}

function hits(judged: readonly JudgedIntent[]): Pick<Figure, 'value' | 'texts'> {
  const right = judged.filter(({ label, found }) => label === found).length;
  return { value: share(right, judged.length), texts: judged.length };
}

function scorable({ style, title, text }: OwnPost): ScorablePost {
  const source = SOURCES[style] ?? 'reddit';
  // A headline is the title of a link.
  if (style === HEADLINES) return { title: text, body: '', source, kind: 'p' };
  return { title, body: text, source, kind: 'p' };
}

/** Measures whether tracked competitors are named, and no others. */
export async function measureCompetitors(engine: Engine): Promise<Figure[]> {
  const right = async (posts: readonly LabelledPost[]) => {
    const named = await engine.competitors(
      posts.map(({ post }) => post),
      TRACKED,
    );
    return posts.filter(({ competitor }, index) => named[index] === competitor).length;
  };
  const [naming, others] = [namingPosts.length, otherPosts.length];
  return [
    {
      judgement: 'COMPETITOR',
      data: 'Posts that name a tracked competitor',
      measure: 'recall',
      value: share(await right(namingPosts), naming),
      texts: naming,
    },
    {
      judgement: 'COMPETITOR',
      data: 'Posts that name no tracked competitor',
      measure: 'invented',
      value: share(others - (await right(otherPosts)), others),
      texts: others,
    },
  ];
}

/** Corrections that the learned model is trained on; the other posts are held back. */
const CORRECTIONS = 50;

/** The tracker whose matches are judged. */
const SUBJECT = { name: 'Linear', query: 'linear', context: '' };

/** Measures relevance by the engine, and after corrections. */
export async function measureRelevance(engine: Engine): Promise<Figure[]> {
  const tracker = trackerWords(SUBJECT);
  const posts = labelledPosts();
  const opinions = await engine.relevance(
    posts.map(({ post }) => post),
    SUBJECT,
  );
  const judged = posts.map((each, index) => ({ ...each, opinion: opinionOf(engine, opinions[index]!) }));
  const heldBack = judged.slice(CORRECTIONS);
  const examples = judged.slice(0, CORRECTIONS).map(({ post, isRelevant }) => ({
    features: featuresOf(post),
    prior: applyRules(post, tracker).odds,
    label: LABELS[isRelevant ? 'high' : 'low'],
  }));
  const f1 = (model: LearnedModel | null) => {
    const found = heldBack.filter(
      ({ post, opinion }) => judge(post, tracker, model, opinion).relevance !== 'low',
    );
    const right = found.filter(({ isRelevant }) => isRelevant).length;
    const relevant = heldBack.filter(({ isRelevant }) => isRelevant).length;
    return rounded((2 * right) / (found.length + relevant));
  };
  const data = 'Posts that name Linear, or another thing of that name';
  const measured = { judgement: 'RELEVANCE', data, texts: heldBack.length } as const;
  return [
    { ...measured, measure: 'F1 without corrections', value: f1(null) },
    { ...measured, measure: `F1 after ${CORRECTIONS} corrections`, value: f1(trainModel(examples)) },
  ];
}

/** Returns what the engine says; null where the rules judge. */
function opinionOf({ name }: Engine, relevance: Relevance | null): Opinion | null {
  return relevance && { model: name, relevance, reason: '', hash: '', words: '' };
}
