import {
  applyRules,
  featuresOf,
  judge,
  LABELS,
  trackerWords,
  trainModel,
} from '../../../subgraphs/posts/src/community/relevance/index.ts';
import {
  type Analysis,
  rulesEngine,
  type ScorablePost,
} from '../../../subgraphs/posts/src/community/scoring/index.ts';
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
import { HEADLINES, splitOwnPosts } from '../../../subgraphs/text-models/training/own-split.ts';
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

/** Measures the intents of own posts of trades that the model has not seen. */
export function measureIntent(): Figure[] {
  const posts = splitOwnPosts().heldOut;
  const scored = rulesEngine.score(posts.map(scorable)) as Analysis[];
  const names: readonly string[] = OWN_LABELS.intent;
  const pairs = posts.map(({ style, labels }, index) => ({
    style,
    label: labels.intent as string,
    found: scored[index]!.intent ?? 'none',
  }));
  const { accuracy, macroF1 } = measure(
    pairs.map(({ label, found }) => ({
      probabilities: names.map((name) => (name === found ? 1 : 0)),
      labels: [names.indexOf(label)],
    })),
  );
  const right = (of: typeof pairs) => of.filter(({ label, found }) => label === found).length;
  const buying = pairs.filter(({ found }) => found === 'buying');
  const headlines = pairs.filter(({ style }) => style === HEADLINES);
  const wanted = pairs.filter(({ label }) => label === 'buying');
  const own = { judgement: 'INTENT', data: OWN_POSTS, texts: pairs.length } as const;
  return [
    { ...own, measure: 'accuracy', value: rounded(accuracy) },
    { ...own, measure: 'macro-F1', value: rounded(macroF1) },
    {
      ...own,
      measure: 'precision of buying',
      value: share(right(buying), buying.length),
      texts: buying.length,
    },
    { ...own, measure: 'recall of buying', value: share(right(wanted), wanted.length), texts: wanted.length },
    {
      ...own,
      data: "The project's own headlines of other trades",
      measure: 'accuracy',
      value: share(right(headlines), headlines.length),
      texts: headlines.length,
    },
  ];
}

function scorable({ style, title, text }: OwnPost): ScorablePost {
  const source = SOURCES[style] ?? 'reddit';
  // A headline is the title of a link.
  if (style === HEADLINES) return { title: text, body: '', source, kind: 'p' };
  return { title, body: text, source, kind: 'p' };
}

/** Measures whether tracked competitors are named, and no others. */
export function measureCompetitors(): Figure[] {
  const right = (posts: readonly LabelledPost[]) => {
    const analyses = rulesEngine.score(
      posts.map(({ post }) => post),
      { brands: TRACKED },
    ) as Analysis[];
    return posts.filter(({ competitor }, index) => analyses[index]!.competitor === competitor).length;
  };
  const [naming, others] = [namingPosts.length, otherPosts.length];
  return [
    {
      judgement: 'COMPETITOR',
      data: 'Posts that name a tracked competitor',
      measure: 'recall',
      value: share(right(namingPosts), naming),
      texts: naming,
    },
    {
      judgement: 'COMPETITOR',
      data: 'Posts that name no tracked competitor',
      measure: 'invented',
      value: share(others - right(otherPosts), others),
      texts: others,
    },
  ];
}

/** Corrections that the learned model is trained on; the other posts are held back. */
const CORRECTIONS = 50;

/** Measures relevance by rules, and after corrections. */
export function measureRelevance(): Figure[] {
  const tracker = trackerWords({ query: 'linear', context: '' });
  const posts = labelledPosts();
  const heldBack = posts.slice(CORRECTIONS);
  const examples = posts.slice(0, CORRECTIONS).map(({ post, isRelevant }) => ({
    features: featuresOf(post),
    prior: applyRules(post, tracker).odds,
    label: LABELS[isRelevant ? 'high' : 'low'],
  }));
  const f1 = (model: ReturnType<typeof trainModel> | null) => {
    const found = heldBack.filter(({ post }) => judge(post, tracker, model).relevance !== 'low');
    const right = found.filter(({ isRelevant }) => isRelevant).length;
    const relevant = heldBack.filter(({ isRelevant }) => isRelevant).length;
    return rounded((2 * right) / (found.length + relevant));
  };
  const data = 'Posts that name Linear, or another thing of that name';
  const measured = { judgement: 'RELEVANCE', data, texts: heldBack.length } as const;
  return [
    { ...measured, measure: 'F1 by rules', value: f1(null) },
    { ...measured, measure: `F1 after ${CORRECTIONS} corrections`, value: f1(trainModel(examples)) },
  ];
}
