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
  range_days: Type.Integer({ description: 'Number of days in the range.' }),
  ai_summary: Type.String({ description: 'Summary of the figures in a few sentences.' }),
  brands: Type.Record(
    Type.String(),
    Type.Object({
      mentions: Type.Integer({ description: 'Number of posts that name the brand.' }),
      sov_pct: Type.Number({ description: 'Share of voice in percent, with one decimal.' }),
    }),
    { description: 'Figures by brand name.' },
  ),
  by_community: Type.Record(Type.String(), Type.Record(Type.String(), Type.Integer()), {
    description: 'Mentions of each brand, by community.',
  }),
});

/** Schema of a query; the list in a 400 response omits `range_days`. */
export const querySchema = Type.Object({
  id: Type.String({ description: 'Id of the query, a UUID.' }),
  primary_brand: Type.String({ description: 'Brand whose share of voice is measured.' }),
  competitor_brands: Type.Array(Type.String(), { description: 'Brands that it is compared with.' }),
  communities: Type.Array(Type.String(), { description: 'Communities that are counted; empty for all.' }),
  range_days: Type.Optional(Type.Integer({ description: 'Number of days that a snapshot covers.' })),
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
