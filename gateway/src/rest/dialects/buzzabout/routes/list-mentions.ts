import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { MENTION_EXAMPLE } from '../example.ts';
import { placeOfFilter, toFilterInput } from '../filter-input.ts';
import { checkFilters, filterSchema, type SentFilter } from '../filters.ts';
import { MENTION_FIELDS, mentionSchema, type SourceMention, toMention } from '../mention.ts';
import { platforms } from '../platforms.ts';

const SORTS = [
  'date',
  'likes',
  'engagement_rate',
  'views',
  'comments',
  'shares',
  'sentiment_score',
  'dataset_run_at',
];

const orNull = <Schema extends Parameters<typeof Type.Array>[0]>(schema: Schema, description: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], { description }));
/** Rejects an empty list, which could mean either nothing or everything. */
const ids = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });

const body = Type.Object(
  {
    dataset_ids: orNull(ids, 'Datasets to search. Default: all datasets of the account.'),
    sources: orNull(
      Type.Array(Type.String({ enum: [...platforms.all] }), { minItems: 1 }),
      'Only mentions from these platforms.',
    ),
    sort: Type.Optional(Type.String({ enum: SORTS, default: 'date' })),
    order: Type.Optional(Type.String({ enum: ['asc', 'desc'], default: 'desc' })),
    cursor: orNull(Type.String(), 'Cursor of the previous page, for the same sort and order.'),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    filters: orNull(
      // Limits far above the documented 10 filters, whose count the error reports; they end the
      // validation of an oversized body early.
      Type.Array(Type.Array(filterSchema, { minItems: 1, maxItems: 100 }), { maxItems: 100 }),
      'Groups are combined with OR, filters within a group with AND; at most 10 filters in all.',
    ),
    collection_ids: orNull(ids, 'Only mentions in one of these collections.'),
  },
  { additionalProperties: false },
);

interface Data {
  mentions: { nodes: SourceMention[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** `POST /v1/mentions`: filterable, paginated mentions across datasets. */
export const listMentions = route({
  operationId: 'listMentions',
  method: 'POST',
  path: '/v1/mentions',
  summary: 'Mentions',
  description: 'Lists the mentions of every dataset of the account, or of the given datasets.',
  scope: 'mentions:read',
  query: Type.Object({}),
  body,
  check({ body: sent }) {
    checkFilters((sent.filters ?? []) as SentFilter[][]);
  },
  operation: /* GraphQL */ `
    query ListMentions(
      $datasetIds: [ID!], $sources: [MentionSource!], $collectionIds: [ID!], $filter: [[MentionFilter!]!]
      $sort: MentionSort!, $order: SortOrder!, $first: Int!, $after: String
    ) {
      mentions(
        datasetIds: $datasetIds, sources: $sources, collectionIds: $collectionIds, filter: $filter
        sort: $sort, order: $order, first: $first, after: $after
      ) {
        nodes { ${MENTION_FIELDS} }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  variables: ({ body: sent }) => ({
    datasetIds: sent.dataset_ids ?? null,
    sources: sent.sources?.map(platforms.valueOf) ?? null,
    collectionIds: sent.collection_ids ?? null,
    filter:
      (sent.filters as SentFilter[][] | null | undefined)?.map((group) => group.map(toFilterInput)) ?? null,
    sort: (sent.sort ?? 'date').toUpperCase(),
    order: (sent.order ?? 'desc').toUpperCase(),
    first: sent.limit ?? 20,
    after: sent.cursor ?? null,
  }),
  placeOf: (argument) => {
    if (argument.startsWith('filter')) return placeOfFilter(argument);
    const [name, ...rest] = argument.split('.');
    return ['body', ARGUMENTS[name!] ?? name, ...rest].join('.');
  },
  reply({ mentions }: Data) {
    const { hasNextPage, endCursor } = mentions.pageInfo;
    return {
      status: 'success',
      data: mentions.nodes.map(toMention),
      has_next: hasNextPage,
      cursor: hasNextPage ? endCursor : null,
    };
  },
  response: {
    schema: Type.Object({
      status: Type.Literal('success'),
      data: Type.Array(mentionSchema),
      has_next: Type.Boolean({ description: 'Whether another page follows.' }),
      cursor: Type.Union([Type.String(), Type.Null()], {
        description: 'Cursor of the next page; null on the last page.',
      }),
    }),
    example: MENTION_EXAMPLE,
  },
  errors: {
    400: ['bad_request'],
    401: ['unauthorized'],
    404: ['dataset_not_found', 'collection_not_found'],
    422: ['unprocessable_entity'],
    429: ['too_many_requests'],
    500: ['internal_server_error'],
  },
});

/** Names of the graph's arguments in the body. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  datasetIds: 'dataset_ids',
  collectionIds: 'collection_ids',
  first: 'limit',
  after: 'cursor',
};
