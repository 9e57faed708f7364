import { type Condition, isComplete, isMetric, numbersIn, valuesIn } from './mention-condition.ts';

/** Groups of conditions: a mention matches all conditions of any one group. */
export type FilterGroups = readonly (readonly Condition[])[];

/** Returns the groups without conditions that have no value yet. */
export function completeGroups(groups: FilterGroups): FilterGroups {
  return groups.map((group) => group.filter(isComplete)).filter((group) => group.length > 0);
}

/** Returns the filters of the body of `POST /v1/mentions`. */
export function filtersOfBody(groups: FilterGroups) {
  return completeGroups(groups).map((group) => group.map(filterOfBody));
}

function filterOfBody(condition: Condition) {
  const { type, operator, value } = condition;
  if (isMetric(type)) return { type: 'metric_change', metric: type, operator: comparisonOf(condition) };
  if (type === 'keyword') return { type, operator, value: value.trim() };
  if (type === 'has_media') return { type, value: value === 'present' };
  if (type === 'mentioned_brands')
    return {
      type,
      operator:
        operator === 'any_of'
          ? { type: operator, values: valuesIn(condition) }
          : { type: operator, value: value.trim() },
    };
  const values = valuesIn(condition);
  const isPlain = ['sentiment', 'dominant_emotion', 'source', 'country_code'].includes(type);
  return isPlain ? { type, values } : { type, operator, values };
}

function comparisonOf(condition: Condition) {
  const [first, last] = numbersIn(condition);
  const { operator: type } = condition;
  return type === 'in_range' ? { type, min: first!, max: last! } : { type, value: first! };
}
