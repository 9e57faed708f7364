import type { TrackedBrand } from '@tributary/kit/brands';
import { namesBrand } from '../../../subgraphs/kit/test/brands/brand-cases.ts';
import {
  type Analysis,
  rulesEngine,
  type ScorablePost,
} from '../../../subgraphs/posts/src/community/scoring/index.ts';
import { detectLanguage } from '../../../subgraphs/text-models/src/index.ts';
import { readCommitted } from '../../../subgraphs/text-models/training/evaluation/evaluate-set.ts';
import type { Engine } from './engine.ts';

/** The rules and models of this version, as the subgraphs use them without a language model. */
export const embedded: Engine = {
  name: 'embedded',
  readHead: readCommitted,
  languages: async (texts) => texts.map(detectLanguage),
  namesBrands: async (cases) => cases.map((each) => namesBrand(...each)),
  intents: async (posts) => analysesOf(posts, []).map(({ intent }) => intent ?? 'none'),
  competitors: async (posts, brands) => analysesOf(posts, brands).map(({ competitor }) => competitor),
  relevance: async (posts) => posts.map(() => null),
};

function analysesOf(posts: readonly ScorablePost[], brands: readonly TrackedBrand[]): Analysis[] {
  return rulesEngine.score(posts, { brands }) as Analysis[];
}
