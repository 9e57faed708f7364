import type { TrackedBrand } from '@tributary/kit/brands';
import type { BrandCase } from '../../../subgraphs/kit/test/brands/brand-cases.ts';
import type { JudgedPost, Relevance } from '../../../subgraphs/posts/src/community/relevance/index.ts';
import type { ScorablePost } from '../../../subgraphs/posts/src/community/scoring/index.ts';
import type { ReadHead } from '../../../subgraphs/text-models/training/evaluation/evaluate-set.ts';

/** What a tracker looks for. */
export interface SoughtSubject {
  readonly name: string;
  readonly query: string;
  readonly context: string;
}

/** Judges texts, so that the judges of the evaluation can compare it with the labels of people. */
export interface Engine {
  readonly name: string;
  /** Reads sentiments or emotions. */
  readonly readHead: ReadHead;
  /** Returns the ISO 639-1 code of each text; null if it is uncertain. */
  languages(texts: readonly string[]): Promise<(string | null)[]>;
  /** Returns whether each text names its brand. */
  namesBrands(cases: readonly BrandCase[]): Promise<boolean[]>;
  /** Returns the intent of each post; `none` for no intent, or if the engine cannot tell. */
  intents(posts: readonly ScorablePost[]): Promise<string[]>;
  /** Returns the id of the brand that each post names as a competitor; null for none. */
  competitors(posts: readonly ScorablePost[], brands: readonly TrackedBrand[]): Promise<(string | null)[]>;
  /** Returns the relevance of each post for a tracker; null where the embedded rules decide. */
  relevance(posts: readonly JudgedPost[], subject: SoughtSubject): Promise<(Relevance | null)[]>;
}
