import { type TObject, Type } from 'typebox';
import { readBody } from '../../engine/input.ts';
import { platforms } from './platforms.ts';
import { unprocessable } from './problems.ts';

const SENTIMENTS = ['positive', 'negative', 'neutral'];
const EMOTIONS = ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'];
const METRICS = ['likes', 'views', 'comments', 'engagement_rate'];
const MOST_FILTERS = 10;

const strict = { additionalProperties: false };
const texts = Type.Array(Type.String(), { minItems: 1, maxItems: 100 });
const oneOf = (values: readonly string[]) =>
  Type.Array(Type.String({ enum: [...values] }), { minItems: 1, maxItems: values.length });
const filter = (type: string, members: Record<string, ReturnType<typeof Type.String>>) =>
  Type.Object({ type: Type.Literal(type), ...members }, strict);
const anyOf = (type: string) =>
  filter(type, { operator: Type.String({ enum: ['any_of'] }), values: texts as never });

/** The operators of `metric_change` and `mentioned_brands`, by their type. */
const METRIC_OPERATORS: Readonly<Record<string, TObject>> = {
  greater_than: Type.Object({ type: Type.String(), value: Type.Number() }, strict),
  less_than: Type.Object({ type: Type.String(), value: Type.Number() }, strict),
  in_range: Type.Object({ type: Type.String(), min: Type.Number(), max: Type.Number() }, strict),
  changed_by: Type.Object(
    {
      type: Type.String(),
      value: Type.Number({ exclusiveMinimum: 0, description: 'Percentage of the earlier value.' }),
      direction: Type.Optional(Type.String({ enum: ['up', 'down'] })),
    },
    strict,
  ),
};
const BRAND_OPERATORS: Readonly<Record<string, TObject>> = {
  any_of: Type.Object({ type: Type.String(), values: texts }, strict),
  equals: Type.Object({ type: Type.String(), value: Type.String() }, strict),
  contains: Type.Object({ type: Type.String(), value: Type.String() }, strict),
};
const operator = (types: string[]) =>
  Type.Object({ type: Type.String({ enum: types }) }, { additionalProperties: true }) as never;

/** The documented filters, by their type. */
const FILTERS: Readonly<Record<string, TObject>> = {
  keyword: filter('keyword', { operator: Type.String({ enum: ['is', 'is_not'] }), value: Type.String() }),
  sentiment: filter('sentiment', { values: oneOf(SENTIMENTS) as never }),
  metric_change: filter('metric_change', {
    metric: Type.String({ enum: METRICS }),
    operator: operator(Object.keys(METRIC_OPERATORS)),
  }),
  source: filter('source', { values: oneOf(platforms.all) as never }),
  content_topic: anyOf('content_topic'),
  content_intention: anyOf('content_intention'),
  tone_of_voice: anyOf('tone_of_voice'),
  hook: anyOf('hook'),
  cta: anyOf('cta'),
  mentioned_brands: filter('mentioned_brands', { operator: operator(Object.keys(BRAND_OPERATORS)) }),
  country_code: filter('country_code', { values: texts as never }),
  has_media: filter('has_media', { value: Type.Boolean() as never }),
  dominant_emotion: filter('dominant_emotion', { values: oneOf(EMOTIONS) as never }),
};

const OPERATORS: Readonly<Record<string, Readonly<Record<string, TObject>>>> = {
  metric_change: METRIC_OPERATORS,
  mentioned_brands: BRAND_OPERATORS,
};

/** A filter as sent; its members depend on its type. */
export const filterSchema = Type.Object(
  {
    type: Type.String({ enum: Object.keys(FILTERS), description: 'Determines the other members.' }),
  },
  { additionalProperties: true, description: 'A condition. Its other members depend on its type.' },
);

/** A validated filter. */
// biome-ignore lint/suspicious/noExplicitAny: validated by its type
export type SentFilter = { type: string; [member: string]: any };

/** Checks what the body's schema cannot express because it depends on each filter's type. */
export function checkFilters(groups: readonly (readonly SentFilter[])[]): void {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  if (count > MOST_FILTERS)
    throw unprocessable('body.filters', `Maximum ${MOST_FILTERS} filters allowed, got ${count}`);
  for (const [place, group] of groups.entries()) {
    for (const [index, each] of group.entries()) {
      const path = `body.filters.${place}.${index}`;
      readBody(FILTERS[each.type]!, each, path);
      const operators = OPERATORS[each.type];
      if (operators) readBody(operators[each.operator.type]!, each.operator, `${path}.operator`);
    }
  }
}
