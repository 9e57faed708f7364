import { invalidInput } from '@tributary/kit';
import { tag } from '../tags.ts';
import type { Condition, Filter } from './condition.ts';
import { isCountryCode } from './countries.ts';
import type { BrandsInput, MentionFilterInput, MetricChangeInput } from './filter-input.ts';
import { listOf, onlyMember, textOf } from './values.ts';

const MOST_FILTERS = 10;
const MOST_WORDS = 2;

/**
 * Validates a filter and converts it to conditions; throws INVALID_INPUT naming the invalid member,
 * e.g. `filter.0.1.keyword`.
 */
export function checkFilter(groups: readonly (readonly MentionFilterInput[])[] | null | undefined): Filter {
  const all = groups ?? [];
  const count = all.reduce((sum, group) => sum + group.length, 0);
  if (count > MOST_FILTERS)
    throw invalidInput('filter', `Maximum ${MOST_FILTERS} filters allowed, got ${count}`);
  return all.map((group, place) => {
    if (group.length === 0)
      throw invalidInput(`filter.${place}`, 'A group must have at least one filter; it is empty');
    return group.map((each, index) => conditionOf(`filter.${place}.${index}`, each));
  });
}

type Checks = {
  [Member in keyof MentionFilterInput]-?: (
    field: string,
    value: NonNullable<MentionFilterInput[Member]>,
  ) => Condition;
};

const CHECKS: Checks = {
  keyword: (field, { operator, value }) => keyword(`${field}.value`, value, operator === 'is'),
  sentiment: (field, { values }) => tagged('sentiment', listOf(`${field}.values`, values)),
  metricChange: metricChange,
  source: (field, { values }) => tagged('source', listOf(`${field}.values`, values)),
  contentTopic: (field, { anyOf }) => tagged('topic', listOf(`${field}.anyOf`, anyOf)),
  contentIntention: (field, { anyOf }) => tagged('intention', listOf(`${field}.anyOf`, anyOf)),
  toneOfVoice: (field, { anyOf }) => tagged('tone', listOf(`${field}.anyOf`, anyOf)),
  hook: (field, { anyOf }) => words('hook', listOf(`${field}.anyOf`, anyOf)),
  cta: (field, { anyOf }) => words('cta', listOf(`${field}.anyOf`, anyOf)),
  mentionedBrands: brands,
  countryCode: (field, { values }) => countries(`${field}.values`, values),
  hasMedia: (_, { value }) => tagged('media', [String(value)]),
  dominantEmotion: (field, { values }) => tagged('emotion', listOf(`${field}.values`, values)),
  language: (field, { anyOf }) => tagged('language', listOf(`${field}.anyOf`, anyOf)),
};

function conditionOf(field: string, filter: MentionFilterInput): Condition {
  const member = onlyMember(field, filter) as keyof MentionFilterInput;
  const check = CHECKS[member] as (field: string, value: unknown) => Condition;
  return check(`${field}.${member}`, filter[member]);
}

function tagged(kind: Parameters<typeof tag>[0], values: readonly string[]): Condition {
  return { kind: 'tags', anyOf: values.map((value) => tag(kind, value)) };
}

/** Hooks and calls to action are whole sentences, so filters match parts of them. */
function words(of: 'hook' | 'cta', anyOf: readonly string[]): Condition {
  return { kind: 'words', of, anyOf: anyOf.map((each) => each.toLowerCase()) };
}

function keyword(field: string, value: string, holds: boolean): Condition {
  const phrase = textOf(field, value);
  const words = phrase.split(/\s+/).length;
  if (words > MOST_WORDS) throw invalidInput(field, `Maximum ${MOST_WORDS} words allowed, got ${words}`);
  return { kind: 'keyword', phrase, holds };
}

function countries(field: string, values: readonly string[]): Condition {
  const wrong = listOf(field, values).findIndex((value) => !isCountryCode(value));
  if (wrong !== -1)
    throw invalidInput(
      `${field}.${wrong}`,
      `Must be an upper-case country code of ISO 3166-1 alpha-2, such as US; got ${JSON.stringify(values[wrong])}`,
    );
  return tagged('country', values);
}

function brands(field: string, filter: BrandsInput): Condition {
  const member = onlyMember(field, filter) as keyof BrandsInput;
  if (member === 'anyOf') return tagged('brand', listOf(`${field}.anyOf`, filter.anyOf!));
  const value = textOf(`${field}.${member}`, filter[member]!);
  return member === 'equals' ? tagged('brand', [value]) : { kind: 'brand', contains: value.toLowerCase() };
}

function metricChange(field: string, filter: MetricChangeInput): Condition {
  const { metric, ...comparisons } = filter;
  onlyMember(field, comparisons);
  const { greaterThan: above = null, lessThan: below = null, inRange: within = null, changedBy } = filter;
  if (changedBy) {
    if (!(changedBy.value > 0)) throw invalidInput(`${field}.changedBy.value`, 'Must be greater than 0');
    return { kind: 'change', metric, perCent: changedBy.value, direction: changedBy.direction ?? null };
  }
  if (within && within.min > within.max)
    throw invalidInput(`${field}.inRange.min`, 'Must not be greater than `max`');
  return { kind: 'metric', metric, above, below, within };
}
