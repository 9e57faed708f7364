import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { invalid } from '../../../engine/input.ts';
import { Problem } from '../../../engine/problem.ts';
import {
  FRAGMENTS,
  querySchema,
  type SourceQuery,
  type SourceSnapshot,
  snapshotSchema,
  toListedQuery,
  toQuery,
  toSnapshot,
} from '../snapshot.ts';

interface Data {
  /** Requested if there is no `query_id`. */
  intelligenceQueries?: { nodes: SourceQuery[] };
  intelligenceQuery?: (SourceQuery & Snapshots) | null;
}

interface Snapshots {
  firstSnapshotDate: string | null;
  latestSnapshotDate: string | null;
  /** Requested by `date`, or by default. */
  snapshot?: SourceSnapshot | null;
  /** Requested by `from` and `to`. */
  snapshots?: { nodes: SourceSnapshot[] };
}

interface Range {
  from?: string | undefined;
  to?: string | undefined;
  now: Date;
}

const EXAMPLE_QUERY = {
  id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  primary_brand: 'YourBrand',
  competitor_brands: ['Competitor A', 'Competitor B'],
  communities: ['reddit', 'hackernews', 'producthunt'],
};

/**
 * `GET /api-intelligence`: returns a query's newest snapshot of its share of voice, that of a day,
 * or those of a range.
 */
export const getIntelligence = route({
  operationId: 'getIntelligence',
  method: 'GET',
  path: '/api-intelligence',
  summary: 'Intelligence / Share of Voice',
  description:
    'Share of voice snapshots of an intelligence query. Without parameters: 400 with the active queries and their ids. ' +
    '`query_id`: its newest snapshot. With `date`: the snapshot of that day. With `from` or `to`: those of the range, newest first.',
  scope: 'community:read',
  query: Type.Object({
    query_id: Type.Optional(
      Type.String({ description: 'Your intelligence query ID. Omit it to discover your query IDs.' }),
    ),
    date: Type.Optional(Type.String({ format: 'date', description: 'Snapshot date, YYYY-MM-DD.' })),
    from: Type.Optional(
      Type.String({ format: 'date', description: 'First day, YYYY-MM-DD. Default: the first snapshot.' }),
    ),
    to: Type.Optional(
      Type.String({ format: 'date', description: 'Last day, YYYY-MM-DD, inclusive. Default: today.' }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 30,
        clamp: true,
        description: 'Number of snapshots to return with from or to; larger values are reduced to 100.',
      }),
    ),
  }),
  check({ date, from, to }) {
    if (date && (from || to)) throw invalid('date', 'given without from and to');
    if (from && to && from > to) throw invalid('from', 'a date that is not after to');
  },
  operation: /* GraphQL */ `
    query GetIntelligence(
      $id: ID!, $discover: Boolean!, $one: Boolean!, $many: Boolean!, $date: Date, $from: Date, $to: Date, $first: Int!
    ) {
      intelligenceQueries(first: 100) @include(if: $discover) { nodes { ...QueryFields } }
      intelligenceQuery(id: $id) @skip(if: $discover) {
        ...QueryFields
        firstSnapshotDate latestSnapshotDate
        snapshot(date: $date) @include(if: $one) { ...SnapshotFields }
        snapshots(from: $from, to: $to, first: $first) @include(if: $many) { nodes { ...SnapshotFields } }
      }
    }
    ${FRAGMENTS}
  `,
  variables({ query_id: id, date, from, to, limit }) {
    const many = Boolean(from || to);
    return { id: id ?? '', discover: !id, one: !many, many, date, from, to, first: limit };
  },
  reply({ intelligenceQueries, intelligenceQuery: query }: Data, { input, now }) {
    if (intelligenceQueries) throw missingQueryId(intelligenceQueries.nodes);
    if (!query) throw notFound('QUERY_NOT_FOUND', 'No intelligence query found for the given query_id.');
    if (query.snapshots) return many(query, query.snapshots.nodes, { ...input, now });
    if (!query.snapshot)
      throw notFound('SNAPSHOT_NOT_FOUND', 'No snapshot found for the given query_id and date.');
    return {
      data: toSnapshot(query.snapshot),
      query: toQuery(query),
      meta: { snapshots_returned: 1, latest_snapshot_date: query.latestSnapshotDate },
    };
  },
  response: {
    schema: Type.Object({
      data: Type.Union([snapshotSchema, Type.Array(snapshotSchema)], {
        description: 'A snapshot; with from or to, an array of snapshots, newest first.',
      }),
      query: querySchema,
      meta: Type.Object({
        snapshots_returned: Type.Integer({ description: 'Number of snapshots in this response.' }),
        latest_snapshot_date: Type.Optional(
          Type.String({
            format: 'date',
            description: 'Newest day with a snapshot; only if one snapshot is returned.',
          }),
        ),
        from: Type.Optional(
          Type.Union([Type.String({ format: 'date' }), Type.Null()], {
            description: 'First day of the range; null if there are no snapshots.',
          }),
        ),
        to: Type.Optional(Type.String({ format: 'date', description: 'Last day of the range.' })),
      }),
    }),
    example: {
      data: {
        snapshot_date: '2026-04-03',
        time_range: '30d',
        range_days: 30,
        ai_summary: 'YourBrand leads with 42% SOV across tracked communities...',
        brands: {
          YourBrand: { mentions: 84, sov_pct: 42 },
          'Competitor A': { mentions: 62, sov_pct: 31 },
        },
        by_community: {
          reddit: { YourBrand: 35, 'Competitor A': 28 },
          hackernews: { YourBrand: 22, 'Competitor A': 12 },
        },
      },
      query: { ...EXAMPLE_QUERY, range_days: 30 },
      meta: { snapshots_returned: 1, latest_snapshot_date: '2026-04-03' },
    },
  },
  errors: {
    400: ['MISSING_QUERY_ID', 'INVALID_PARAMETER'],
    401: ['MISSING_API_KEY', 'INVALID_API_KEY'],
    403: ['PLAN_NO_API_ACCESS', 'FORBIDDEN_SCOPE'],
    404: ['QUERY_NOT_FOUND', 'SNAPSHOT_NOT_FOUND'],
    429: ['RATE_LIMIT_EXCEEDED'],
    500: ['INTERNAL_ERROR'],
  },
});

function many(query: SourceQuery & Snapshots, snapshots: SourceSnapshot[], { from, to, now }: Range): object {
  return {
    data: snapshots.map(toSnapshot),
    query: toQuery(query),
    meta: {
      snapshots_returned: snapshots.length,
      from: from ?? query.firstSnapshotDate,
      to: to ?? now.toISOString().slice(0, 10),
    },
  };
}

/**
 * Returns the problem of a missing `query_id`, which lists the available queries next to the error
 * as documented.
 */
function missingQueryId(queries: readonly SourceQuery[]): Problem {
  return new Problem('MISSING_PARAMETER', 'The query_id parameter is required.', {
    details: { parameter: 'query_id', beside: { queries: queries.map(toListedQuery) } },
  });
}

function notFound(documented: string, message: string): Problem {
  return new Problem('NOT_FOUND', message, { details: { documented } });
}
