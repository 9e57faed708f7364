import { Type } from 'typebox';

/** A snapshot as the graph gives it. */
export interface SourceSnapshot {
  date: string;
  rangeDays: number;
  summary: string;
  brands: { percent: number; mentions: number; brand: { name: string } }[];
  byCommunity: { community: string; brands: { name: string; mentions: number }[] }[];
}

/** An intelligence query as the graph gives it. */
export interface SourceQuery {
  id: string;
  primaryBrand: { name: string };
  competitorBrands: { name: string }[];
  communities: string[];
  rangeDays: number;
}

/** The fields of both that the documented forms are made of. */
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

/** The documented snapshot: what was counted stands at its top level. */
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

/** The documented query; the list of a 400 leaves `range_days` out. */
export const querySchema = Type.Object({
  id: Type.String({ description: 'Id of the query, a UUID.' }),
  primary_brand: Type.String({ description: 'The brand whose share of voice is asked for.' }),
  competitor_brands: Type.Array(Type.String(), { description: 'The brands it is measured against.' }),
  communities: Type.Array(Type.String(), { description: 'Communities that count; empty is every one.' }),
  range_days: Type.Optional(Type.Integer({ description: 'Days that a snapshot looks back.' })),
});

/** A snapshot in the documented form. */
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

/** A query in the documented form, as the list of a 400 has it. */
export function toListedQuery({ id, primaryBrand, competitorBrands, communities }: SourceQuery): object {
  return {
    id,
    primary_brand: primaryBrand.name,
    competitor_brands: competitorBrands.map(({ name }) => name),
    communities,
  };
}

/** A query in the documented form. */
export function toQuery(query: SourceQuery): object {
  return { ...toListedQuery(query), range_days: query.rangeDays };
}
