import type { SentFilter } from './filters.ts';

/** Returns a filter as the graph's input. */
export function toFilterInput(filter: SentFilter): Record<string, unknown> {
  const { type, operator, value, values } = filter;
  switch (type) {
    case 'keyword':
      return { keyword: { operator: operator.toUpperCase(), value } };
    case 'metric_change':
      return { metricChange: { metric: filter['metric'].toUpperCase(), ...comparison(operator) } };
    case 'mentioned_brands':
      return { mentionedBrands: brands(operator) };
    case 'country_code':
      return { countryCode: { values } };
    case 'has_media':
      return { hasMedia: { value } };
    default:
      return operator === 'any_of'
        ? { [camel(type)]: { anyOf: values } }
        : { [camel(type)]: { values: upper(values) } };
  }
}

/**
 * Maps an argument of the graph's filter to its path in the body: `filter.0.1.keyword.value` to
 * `body.filters.0.1.value`.
 */
export function placeOfFilter(argument: string): string {
  const [, group, index, member, ...rest] = argument.split('.');
  const place = ['body.filters', group, index].filter((part) => part !== undefined).join('.');
  if (!member) return place;
  const nested = member === 'metricChange' || member === 'mentionedBrands';
  const inner = rest.map((part) => NAMES[part] ?? part).filter((part) => part !== '');
  return [place, ...(nested ? ['operator'] : []), ...inner].join('.');
}

/**
 * Document names of the members of the graph's filters. Operators such as `equals` are not members
 * in the document, so they map to `value`, `values` or nothing.
 */
const NAMES: Readonly<Record<string, string>> = {
  anyOf: 'values',
  equals: 'value',
  contains: 'value',
  greaterThan: 'value',
  lessThan: 'value',
  inRange: '',
  changedBy: '',
};

function comparison(operator: SentFilter): Record<string, unknown> {
  switch (operator.type) {
    case 'greater_than':
      return { greaterThan: operator['value'] };
    case 'less_than':
      return { lessThan: operator['value'] };
    case 'in_range':
      return { inRange: { min: operator['min'], max: operator['max'] } };
    default:
      return {
        changedBy: { value: operator['value'], direction: operator['direction']?.toUpperCase() ?? null },
      };
  }
}

function brands(operator: SentFilter): Record<string, unknown> {
  if (operator.type === 'any_of') return { anyOf: operator['values'] };
  return { [operator.type]: operator['value'] };
}

function upper(values: readonly string[]): string[] {
  return values.map((value) => value.toUpperCase());
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
