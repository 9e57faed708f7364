import { Type } from 'typebox';

/** A snapshot, as the graph returns it. */
export interface SourceSnapshot {
  date: string;
  rangeDays: number;
  summary: string;
  brands: { percent: number; mentions: number; brand: { name: string } }[];
  byCommunity: { community: string; brands: { name: string; mentions: number }[] }[];
}

/** An intelligence query, as the graph returns it. */
export interface SourceQuery {
  id: string;
  primaryBrand: { name: string };
  competitorBrands: { name: string }[];
  communities: string[];
  rangeDays: number;
}

/** Selections of {@link SourceSnapshot} and {@link SourceQuery}. */
export const FRAGMENTS = /* GraphQL */ `
  fragment QueryFields on IntelligenceQuery {
    id rangeDays communities
    primaryBrand { name }
    competitorBrands { name }
  }
  fragment SnapshotFields on Snapshot {
    date rangeDays summary
    brands { percent mentions brand { name } }
    byCommunity { community brands { name mentions } }
  }
`;

/** Schema of a snapshot, whose counts are top-level members. */
export const snapshotSchema = Type.Object({
  snapshot_date: Type.String({ format: 'date', description: 'Last day of the range.' }),
  time_range: Type.String({ description: 'Length of the range, such as 30d.' }),
  range_days: Type.Integer({ description: 'Days of the range.' }),
  ai_summary: Type.String({ description: 'What the numbers say, in a few sentences.' }),
  brands: Type.Record(
    Type.String(),
    Type.Object({
      mentions: Type.Integer({ description: 'Posts that name the brand.' }),
      sov_pct: Type.Number({ description: 'Share of voice in per cent with one decimal.' }),
    }),
    { description: 'By name of the brand.' },
  ),
  by_community: Type.Record(Type.String(), Type.Record(Type.String(), Type.Integer()), {
    description: 'By community, the mentions of each brand.',
  }),
});

/** Schema of a query; the list in a 400 response omits `range_days`. */
export const querySchema = Type.Object({
  id: Type.String({ description: 'Id of the query, a UUID.' }),
  primary_brand: Type.String({ description: 'The brand whose share of voice is asked for.' }),
  competitor_brands: Type.Array(Type.String(), { description: 'The brands it is measured against.' }),
  communities: Type.Array(Type.String(), { description: 'Communities that count; empty is every one.' }),
  range_days: Type.Optional(Type.Integer({ description: 'Days that a snapshot looks back.' })),
});

/** Presents a snapshot in the documented form. */
export function toSnapshot({ date, rangeDays, summary, brands, byCommunity }: SourceSnapshot): object {
  return {
    snapshot_date: date,
    time_range: `${rangeDays}d`,
    range_days: rangeDays,
    ai_summary: summary,
    brands: Object.fromEntries(
      brands.map(({ brand, mentions, percent }) => [brand.name, { mentions, sov_pct: percent }]),
    ),
    by_community: Object.fromEntries(
      byCommunity.map(({ community, brands: counts }) => [
        community,
        Object.fromEntries(counts.map(({ name, mentions }) => [name, mentions])),
      ]),
    ),
  };
}

/** Presents a query as the list in a 400 response does. */
export function toListedQuery({ id, primaryBrand, competitorBrands, communities }: SourceQuery): object {
  return {
    id,
    primary_brand: primaryBrand.name,
    competitor_brands: competitorBrands.map(({ name }) => name),
    communities,
  };
}

/** Presents a query in the documented form. */
export function toQuery(query: SourceQuery): object {
  return { ...toListedQuery(query), range_days: query.rangeDays };
}
