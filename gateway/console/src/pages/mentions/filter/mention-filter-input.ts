import type { VariablesOf } from 'gql.tada';
import type { mentionsQuery } from '../mention-operations.ts';
import { completeGroups, type FilterGroups } from './filter-json.ts';
import { type Condition, isMetric, numbersIn, valuesIn } from './mention-condition.ts';

type MentionFilter = NonNullable<VariablesOf<typeof mentionsQuery>['filter']>[number][number];
type Metric = NonNullable<MentionFilter['metricChange']>['metric'];

/** Members of the graph's filter for lists of texts. */
const TEXTS = {
  content_topic: 'contentTopic',
  content_intention: 'contentIntention',
  tone_of_voice: 'toneOfVoice',
  hook: 'hook',
  cta: 'cta',
} as const;
/** Members of the graph's filter for lists of enum values. */
const ENUMS = {
  sentiment: 'sentiment',
  dominant_emotion: 'dominantEmotion',
  source: 'source',
  country_code: 'countryCode',
} as const;

/** Returns the filter as the input of the graph; null if it has no condition. */
export function filterInput(groups: FilterGroups): MentionFilter[][] | null {
  const complete = completeGroups(groups);
  return complete.length > 0 ? complete.map((group) => group.map(inputOf)) : null;
}

function inputOf(condition: Condition): MentionFilter {
  const { type, operator, value } = condition;
  if (isMetric(type)) return { metricChange: comparisonOf(condition) };
  if (type === 'keyword')
    return { keyword: { operator: operator === 'is' ? 'IS' : 'IS_NOT', value: value.trim() } };
  if (type === 'has_media') return { hasMedia: { value: value === 'present' } };
  if (type === 'mentioned_brands')
    return {
      mentionedBrands: operator === 'any_of' ? { anyOf: valuesIn(condition) } : { [operator]: value.trim() },
    };
  if (type in TEXTS) return { [TEXTS[type as keyof typeof TEXTS]]: { anyOf: valuesIn(condition) } };
  const values = valuesIn(condition).map((each) => each.toUpperCase());
  return { [ENUMS[type as keyof typeof ENUMS]]: { values } };
}

function comparisonOf(condition: Condition): NonNullable<MentionFilter['metricChange']> {
  const [first, last] = numbersIn(condition);
  const metric = condition.type.toUpperCase() as Metric;
  switch (condition.operator) {
    case 'greater_than':
      return { metric, greaterThan: first! };
    case 'less_than':
      return { metric, lessThan: first! };
    case 'in_range':
      return { metric, inRange: { min: first!, max: last! } };
    default:
      return { metric, changedBy: { value: first! } };
  }
}
