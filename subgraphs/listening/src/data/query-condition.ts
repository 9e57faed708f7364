import { tsqueryOf } from '@tributary/kit/text';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Plan } from '../matching/compile.ts';
import { HOST } from '../matching/read-item.ts';
import type { Field } from '../query/ast.ts';
import { nearQuery } from './near-query.ts';

/** A value of a row that may be null. */
type Value<Type> = Expression<Type | null>;

/**
 * The expressions over a table's columns that queries are compared with, as the properties of
 * `Item` of the same names. A query that needs one that is missing matches no row, as if it were
 * null in each.
 */
export interface QueryColumns {
  /** The tsvector of title and text, written by `searchVector`; a GIN index over it is used. */
  readonly search: Expression<unknown>;
  readonly author?: Value<string>;
  readonly url?: Value<string>;
  /** An array of the addresses that it links to. */
  readonly links?: Value<string[]>;
  readonly source?: Value<string>;
  readonly community?: Value<string>;
  readonly language?: Value<string>;
  /** `post` or `comment`. */
  readonly kind?: Value<string>;
  readonly hasMedia?: Value<boolean>;
  readonly score?: Value<number>;
}

/** Returns the condition for the rows that a query matches, with its values as parameters. */
export function queryCondition(plan: Plan, columns: QueryColumns): Expression<SqlBool> {
  return conditionOf(plan, columns);
}

function conditionOf(plan: Plan, columns: QueryColumns): RawBuilder<boolean> {
  // The largest part that concerns the text only is one look-up in the index.
  const query = textQuery(plan);
  if (query !== null) return sql<boolean>`(${columns.search} @@ ${query}::tsquery)`;
  if (plan.kind === 'not') return sql<boolean>`(not ${conditionOf(plan.plan, columns)})`;
  if (plan.kind === 'field') return sql<boolean>`coalesce(${fieldCondition(plan, columns)}, false)`;
  const { kind, plans } = plan as Extract<Plan, { kind: 'and' | 'or' }>;
  const texts = plans.filter((each) => textQuery(each) !== null);
  const others = plans.filter((each) => textQuery(each) === null);
  const joined: Plan[] = texts.length > 1 ? [{ kind, plans: texts }, ...others] : [...texts, ...others];
  const conditions = joined.map((each) => conditionOf(each, columns));
  return sql<boolean>`(${sql.join(conditions, kind === 'and' ? sql` and ` : sql` or `)})`;
}

/** Returns a query of words alone as a tsquery; null if it has a field. */
function textQuery(plan: Plan): string | null {
  switch (plan.kind) {
    case 'field':
      return null;
    case 'phrase':
      return tsqueryOf(plan.phrase, plan.inTitle);
    case 'near':
      return nearQuery(plan);
    case 'not': {
      const query = textQuery(plan.plan);
      return query && `!(${query})`;
    }
    default: {
      const queries = plan.plans.map(textQuery);
      if (queries.includes(null)) return null;
      return queries.map((query) => `(${query})`).join(plan.kind === 'and' ? ' & ' : ' | ');
    }
  }
}

function fieldCondition({ name, value }: Field, columns: QueryColumns): RawBuilder<unknown> {
  const { author, community, language, source, kind, hasMedia, score } = columns;
  const url = lower(columns.url ?? NULL);
  const links = columns.links ?? sql`null::text[]`;
  switch (name) {
    case 'author':
      return sql`${lower(author ?? NULL)} = ${value}`;
    case 'community':
      return sql`${lower(community ?? NULL)} = ${value}`;
    case 'lang':
      return sql`split_part(${lower(language ?? NULL)}, '-', 1) = ${value}`;
    case 'source':
      return sql`${source ?? NULL} = ${value}`;
    case 'type':
      return sql`${kind ?? NULL} = ${value}`;
    case 'has':
      return value === 'media' ? sql`${hasMedia ?? sql`false`}` : sql`cardinality(${links}) > 0`;
    case 'min_score':
      return sql`${score ?? sql`null::numeric`} >= ${Number(value)}::numeric`;
    case 'site':
      return isWithin(url, value);
    case 'domain':
      return anyLink(links, (link) => isWithin(link, value));
    case 'url':
      return sql`(coalesce(strpos(${url}, ${value}) > 0, false)
        or ${anyLink(links, (link) => sql`strpos(${link}, ${value}) > 0`)})`;
  }
}

const NULL = sql`null::text`;

/** Lower-cases ASCII letters only, the same on every server. */
function lower(text: Expression<unknown>): RawBuilder<unknown> {
  return sql`lower((${text}) collate "C")`;
}

function anyLink(links: Expression<unknown>, holds: (link: RawBuilder<unknown>) => RawBuilder<unknown>) {
  return sql`coalesce((select bool_or(${holds(lower(sql`link`))}) from unnest(${links}) as link), false)`;
}

function isWithin(address: RawBuilder<unknown>, site: string): RawBuilder<unknown> {
  const host = sql`substring(${address} from ${HOST})`;
  const suffix = `.${site}`;
  return sql`(${host} = ${site} or right(${host}, ${suffix.length}::integer) = ${suffix})`;
}
