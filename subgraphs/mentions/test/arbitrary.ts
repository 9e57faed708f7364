import { wordsOf } from '@tributary/kit/text';
import fc from 'fast-check';
import type { MentionFilterInput } from '../src/filter/filter-input.ts';
import {
  type Analysis,
  EMOTIONS,
  engagementRate,
  LEAST_PROBABILITY,
  type NewMention,
  SENTIMENTS,
} from '../src/mention.ts';
import { newAnalysis, newMention } from './support.ts';

/** A mention in the test oracle. */
export interface Model {
  id: string;
  mention: NewMention;
  analysis: Analysis | null;
  /** Percentage change between the two latest runs, by metric. */
  changes: Record<'likes' | 'views' | 'comments' | 'engagement_rate', number | null>;
  runAt: Date;
}

const WORDS = ['nitro', 'cold', 'brew', 'Café', 'c++', 'ok'];
const BRANDS = ['Stumptown', 'Blue Bottle', 'Bluebird', 'La Colombe'];
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((list) => list.join(' '));
const count = fc.option(fc.constantFrom(0, 1, 5, 10, 10, 250, 9_007_199_254_740_991));
const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });
const maybe = <Value>(...values: Value[]) => fc.option(fc.constantFrom(...values));

function probabilities<Name extends string>(names: readonly Name[]) {
  return fc.constantFrom(...names).map((name) => {
    const rest = Object.fromEntries(names.map((each) => [each, 0.1])) as Record<Name, number>;
    return { ...rest, [name]: Math.round((1 - 0.1 * (names.length - 1)) * 100) / 100 };
  });
}

const analysis = fc
  .record({
    language: maybe('en', 'de'),
    sentiment: fc.option(probabilities(SENTIMENTS)),
    emotions: fc.option(probabilities(EMOTIONS)),
    intention: maybe('share_experience', 'complain'),
    tone: maybe('casual', 'Formal'),
    // The Kelvin sign and a dotted capital I become letters of ASCII in lower case.
    hook: maybe("You're missing out", 'Stop', 'DÉJÀ VU: STOP', 'ONLY 20 \u212a', 'STOP \u0130T'),
    cta: maybe('Link in bio', 'Subscribe', '20% off \\o/ at_home'),
    topics: fc.subarray(['coffee', 'Cold Brew', 'nitro']),
    brands: fc.subarray(BRANDS),
  })
  .map((found) => newAnalysis(found as Partial<Analysis>));

/** Generates a mention with its analysis. */
export const analysed = fc
  .record({
    source: fc.constantFrom('reddit', 'tiktok', 'youtube'),
    title: fc.option(words),
    text: fc.option(words),
    media: fc.constantFrom(null, [], [{ type: 'image', url: 'https://a.example/1.png' }]),
    metrics: fc.record({ views: count, likes: count, comments: count, shares: count }),
    countryCode: maybe('US', 'GB', 'DE'),
    postedAt: fc.integer({ min: 0, max: 3 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day))),
    analysis: fc.option(analysis),
  })
  .map(({ analysis: found, ...mention }) => ({
    mention: newMention(mention as Partial<NewMention>),
    analysis: found,
  }));

const anyOf = (...values: string[]) => some(...values).map((list) => ({ anyOf: list }));
const bound = fc.constantFrom(-1, 0, 0.5, 1, 4.5, 5, 10, 250, 1e300);

const filter: fc.Arbitrary<MentionFilterInput> = fc.oneof(
  fc.record({
    keyword: fc.record({
      operator: fc.constantFrom('is' as const, 'is_not' as const),
      value: fc.constantFrom('nitro', 'NITRO cold', 'cold brew', 'café', 'C++', 'brew', 'absent', '!!'),
    }),
  }),
  fc.record({ sentiment: fc.record({ values: some<string>(...SENTIMENTS) }) }),
  fc.record({
    metricChange: fc
      .tuple(
        fc.constantFrom('likes' as const, 'views' as const, 'comments' as const, 'engagement_rate' as const),
        fc.oneof(
          bound.map((greaterThan) => ({ greaterThan })),
          bound.map((lessThan) => ({ lessThan })),
          fc
            .tuple(bound, bound)
            .map(([one, two]) => ({ inRange: { min: Math.min(one, two), max: Math.max(one, two) } })),
          fc
            .record({ value: fc.constantFrom(10, 50, 100), direction: maybe('up' as const, 'down' as const) })
            .map((changedBy) => ({ changedBy })),
        ),
      )
      .map(([metric, comparison]) => ({ metric, ...comparison })),
  }),
  fc.record({ source: fc.record({ values: some('reddit', 'tiktok', 'linkedin') }) }),
  fc.record({ contentTopic: anyOf('COFFEE', 'cold brew', 'tea') }),
  fc.record({ contentIntention: anyOf('Share_Experience', 'complain') }),
  fc.record({ toneOfVoice: anyOf('casual', 'formal') }),
  fc.record({
    hook: anyOf("you're missing out", 'stop', 'MISSING', 'ook:', 'déjà', 'only 20 k', 'i', 'top i'),
  }),
  fc.record({ cta: anyOf('in bio', 'LINK', 'call now', '%', '_', '20% OFF', 'o/ AT_', '20_', ' in%') }),
  fc.record({ mentionedBrands: anyOf('stumptown', 'BLUE BOTTLE') }),
  fc.record({ mentionedBrands: fc.record({ equals: fc.constantFrom('Blue', 'bluebird') }) }),
  fc.record({ mentionedBrands: fc.record({ contains: fc.constantFrom('Blue', 'o', 'starb') }) }),
  fc.record({ countryCode: fc.record({ values: some('US', 'GB', 'FR') }) }),
  fc.record({ hasMedia: fc.record({ value: fc.boolean() }) }),
  fc.record({ dominantEmotion: fc.record({ values: some<string>(...EMOTIONS) }) }),
  fc.record({ language: anyOf('EN', 'de', 'fr') }),
);

/** Generates groups of filters, at most ten filters in total. */
export const filters = fc.array(fc.array(filter, { minLength: 1, maxLength: 3 }), { maxLength: 3 });

/**
 * Reference implementation of filters, following the documentation, to compare the database with.
 */
export function matches(model: Model, groups: readonly MentionFilterInput[][]): boolean {
  return groups.length === 0 || groups.some((group) => group.every((each) => holds(model, each)));
}

function holds(model: Model, filter: MentionFilterInput): boolean {
  const { mention, analysis: found } = model;
  const isOne = (value: string | null | undefined, list: readonly string[]) =>
    value != null && list.some((each) => each.toLowerCase() === value.toLowerCase());
  const hasOne = (value: string | null | undefined, list: readonly string[]) =>
    value != null && list.some((each) => value.toLowerCase().includes(each.toLowerCase()));
  if (filter.keyword) return says(mention, filter.keyword.value) === (filter.keyword.operator === 'is');
  if (filter.sentiment)
    return isOne(top(found?.sentiment, LEAST_PROBABILITY.sentiment), filter.sentiment.values);
  if (filter.metricChange) return compares(model, filter.metricChange);
  if (filter.source) return isOne(mention.source, filter.source.values);
  if (filter.contentTopic)
    return found?.topics.some((each) => isOne(each, filter.contentTopic!.anyOf)) ?? false;
  if (filter.contentIntention) return isOne(found?.intention, filter.contentIntention.anyOf);
  if (filter.toneOfVoice) return isOne(found?.tone, filter.toneOfVoice.anyOf);
  if (filter.hook) return hasOne(found?.hook, filter.hook.anyOf);
  if (filter.cta) return hasOne(found?.cta, filter.cta.anyOf);
  if (filter.mentionedBrands) return names(found?.brands ?? [], filter.mentionedBrands);
  if (filter.countryCode) return isOne(mention.countryCode, filter.countryCode.values);
  if (filter.hasMedia) return (mention.media?.length ?? 0) > 0 === filter.hasMedia.value;
  if (filter.language) return isOne(found?.language, filter.language.anyOf);
  return isOne(top(found?.emotions, LEAST_PROBABILITY.emotion), filter.dominantEmotion!.values);
}

function top(
  probabilities: Readonly<Record<string, number>> | null | undefined,
  least: number,
): string | null {
  const sorted = Object.entries(probabilities ?? {}).sort(([, one], [, other]) => other - one);
  return sorted[0] && sorted[0][1] >= least ? sorted[0][0] : null;
}

function names(
  brands: readonly string[],
  filter: NonNullable<MentionFilterInput['mentionedBrands']>,
): boolean {
  const folded = brands.map((brand) => brand.toLowerCase());
  if (filter.anyOf) return filter.anyOf.some((each) => folded.includes(each.toLowerCase()));
  if (filter.equals) return folded.includes(filter.equals.toLowerCase());
  return folded.some((brand) => brand.includes(filter.contains!.toLowerCase()));
}

function says({ title, text }: NewMention, phrase: string): boolean {
  const wanted = wordsOf(phrase);
  if (wanted.length === 0) return false;
  const parts = [title ?? '', text ?? ''];
  if (phrase === 'C++') return parts.some((part) => part.includes('c++'));
  return parts.some((part) => ` ${wordsOf(part).join(' ')} `.includes(` ${wanted.join(' ')} `));
}

function compares(model: Model, filter: NonNullable<MentionFilterInput['metricChange']>): boolean {
  const { metrics } = model.mention;
  const { metric } = filter;
  if (filter.changedBy) {
    const change = model.changes[metric];
    const { value, direction } = filter.changedBy;
    if (change === null) return false;
    return (direction !== 'down' && change >= value) || (direction !== 'up' && change <= -value);
  }
  const value = metric === 'engagement_rate' ? engagementRate(metrics) : metrics[metric];
  if (value === null) return false;
  if (filter.greaterThan != null) return value > filter.greaterThan;
  if (filter.lessThan != null) return value < filter.lessThan;
  return value >= filter.inRange!.min && value <= filter.inRange!.max;
}
