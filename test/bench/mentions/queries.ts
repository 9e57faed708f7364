import type { Scope } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import { ALL_COLUMNS } from '../../../subgraphs/mentions/src/data/mention-row.ts';
import { loadMentionPages, type MentionPage } from '../../../subgraphs/mentions/src/data/mentions.ts';
import type { Selection } from '../../../subgraphs/mentions/src/data/selection/selection.ts';
import type { Tables } from '../../../subgraphs/mentions/src/data/tables.ts';
import { checkFilter } from '../../../subgraphs/mentions/src/filter/check.ts';
import type { MentionFilterInput } from '../../../subgraphs/mentions/src/filter/filter-input.ts';
import { type Order, SORTS, type SortName } from '../../../subgraphs/mentions/src/sort.ts';

/** A recorded statement with its parameters. */
export interface Sent {
  sql: string;
  parameters: readonly unknown[];
}

/** One query on the largest workspace. */
export interface Question {
  name: string;
  filter: MentionFilterInput[][];
  sort: SortName;
  order: Order;
  datasetIds?: string[];
}

const any = (values: string[]) => ({ anyOf: values });
const likes = (comparison: object) => ({ metricChange: { metric: 'likes' as const, ...comparison } });

/** Every filter type, with common and rare values. */
const FILTERS: Readonly<Record<string, MentionFilterInput>> = {
  'keyword, rare': { keyword: { operator: 'is', value: 'word17011' } },
  'keyword, one in 400': { keyword: { operator: 'is', value: 'nitro' } },
  'keyword, everywhere': { keyword: { operator: 'is', value: 'brew of' } },
  'keyword, absent': { keyword: { operator: 'is', value: 'nowhere' } },
  'keyword is not': { keyword: { operator: 'is_not', value: 'nitro' } },
  sentiment: { sentiment: { values: ['positive'] } },
  'likes above, few': likes({ greaterThan: 24_000 }),
  'likes above, many': likes({ greaterThan: 10 }),
  'likes in a range': likes({ inRange: { min: 100, max: 110 } }),
  'likes changed, many': likes({ changedBy: { value: 20, direction: 'up' } }),
  'likes changed, few': likes({ changedBy: { value: 149 } }),
  'engagement rate below': { metricChange: { metric: 'engagement_rate', lessThan: 0.01 } },
  source: { source: { values: ['linkedin'] } },
  'topic, common': { contentTopic: any(['topic 0']) },
  'topic, rare': { contentTopic: any(['topic 2990']) },
  intention: { contentIntention: any(['complain']) },
  tone: { toneOfVoice: any(['formal']) },
  hook: { hook: any(['nobody tells you number 7']) },
  cta: { cta: any(['link in bio 3']) },
  'brand, any of': { mentionedBrands: any(['brand 0', 'brand 390']) },
  'brand, equals': { mentionedBrands: { equals: 'brand 350' } },
  'brand, contains': { mentionedBrands: { contains: '39' } },
  country: { countryCode: { values: ['NZ'] } },
  'has media': { hasMedia: { value: true } },
  'no media': { hasMedia: { value: false } },
  emotion: { dominantEmotion: { values: ['disgust'] } },
};

const DOCUMENTED: MentionFilterInput[][] = [
  [{ sentiment: { values: ['positive'] } }, { hasMedia: { value: true } }],
  [{ keyword: { operator: 'is', value: 'nitro' } }],
];

/** All queries whose first page must take at most 50 ms. */
export function questions(): Question[] {
  const sorts = Object.keys(SORTS) as SortName[];
  const plain = sorts.flatMap((sort) =>
    (['desc', 'asc'] as const).map((order) => ({ name: `sort ${sort} ${order}`, filter: [], sort, order })),
  );
  const filtered = Object.entries(FILTERS).map(([name, filter]) => {
    return { name: `filter ${name}`, filter: [[filter]], sort: 'date' as const, order: 'desc' as const };
  });
  const documented = (['engagement_rate', 'date'] as const).map((sort) => ({
    name: `the documented two groups by ${sort}`,
    filter: DOCUMENTED,
    sort,
    order: 'desc' as const,
  }));
  const dataset = (number: number) => [`ds_${String(number).padStart(20, '0')}`];
  const scoped = [1, 12, 13].map((number) => ({
    name: `dataset ${number}`,
    filter: [],
    sort: 'date' as const,
    order: 'desc' as const,
    datasetIds: dataset(number),
  }));
  return [...plain, ...filtered, ...documented, ...scoped];
}

/** Reads one page; returns its rows. */
export async function readPage(
  scope: Scope<Tables>,
  question: Question,
  after: MentionPage['after'] = null,
  limit = 21,
) {
  const selection: Selection = {
    datasetIds: question.datasetIds ?? null,
    collectionIds: null,
    sources: null,
    anyOf: [],
    living: null,
    filter: checkFilter(question.filter),
  };
  const { sort, order } = question;
  const page = { sort, order, after, limit };
  return (await loadMentionPages(scope, [{ selection, page, columns: ALL_COLUMNS }]))[0]!;
}

/** Returns a statement's time in the database, in milliseconds, and its plan. */
export async function explain(pool: Pool, { sql, parameters }: Sent): Promise<{ ms: number; plan: string }> {
  const { rows } = await pool.query(`explain (analyze, buffers, costs off, timing off, summary on) ${sql}`, [
    ...parameters,
  ]);
  const plan = rows.map((row) => row['QUERY PLAN'] as string).join('\n');
  const milliseconds = (name: string) => Number(new RegExp(`${name} Time: ([\\d.]+)`).exec(plan)![1]);
  return { ms: milliseconds('Planning') + milliseconds('Execution'), plan };
}
