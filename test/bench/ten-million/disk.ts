import type { Table } from '../harness/report.ts';
import type { Sizes } from './data-set.ts';
import { connected } from './fill.ts';

interface Size {
  readonly table: string;
  readonly part: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The counts of charts, which only the workspaces have that draw them. */
const COUNTS = ['counted_days', 'daily_counts', 'tag_counts', 'key_counts', 'top_counts'];

/**
 * Bytes per row of the tables that grow, and of each of their indexes; and what the counts of the
 * largest workspace take.
 */
export async function diskTable(url: string, { mentions }: Sizes): Promise<Table> {
  const { sizes, counts } = await connected(url, async (client) => {
    const counted = await client.query<{ bytes: number }>(
      `select sum(pg_total_relation_size(('mentions.' || name)::regclass))::float8 as bytes from unnest($1::text[]) name`,
      [COUNTS],
    );
    const { rows } = await client.query<Size>(
      `select "table"::regclass::text as "table", part, reltuples::float8 as rows, bytes::float8
       from unnest(array['mentions.mentions', 'posts.community_posts']::regclass[]) "table"
       join pg_class on pg_class.oid = "table"
       cross join lateral (
         select 'rows' as part, pg_table_size("table") as bytes, 0 as position
         union all
         select indexrelid::regclass::text, pg_relation_size(indexrelid), 1 from pg_index where indrelid = "table"
       ) parts order by "table"::text, position, bytes desc`,
    );
    return { sizes: rows, counts: counted.rows[0]!.bytes };
  });
  const tables = [...Map.groupBy(sizes, ({ table }) => table)];
  const withTotals = tables.flatMap(([table, parts]) => {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return [...parts, { table, part: 'together', rows: parts[0]!.rows, bytes }];
  });
  return {
    title: 'ten-million: disk',
    columns: ['table or index', 'bytes per row', 'MB'],
    rows: withTotals.map(({ table, part, rows, bytes }) => [
      part === 'rows' || part === 'together' ? `${table}, ${part}` : part,
      (bytes / rows).toFixed(0),
      (bytes / 1e6).toFixed(0),
    ]),
    notes: [
      `The counts of the largest workspace take ${(counts / 1e6).toFixed(0)} MB, ${((counts * 10) / mentions).toFixed(0)} bytes for each of its mentions.`,
    ],
    data: { tables: withTotals, counts },
  };
}
