import type { GraphPort } from '@tributary/kit';
import type { OpenSubgraph } from '@tributary/kit/host';
import { runImport } from '@tributary/kit/import';
import { mentions } from '@tributary/mentions';
import type { Pool } from 'pg';

/** Texts as long as a tweet or a short comment. */
const TEXTS = [
  'I tried the new cold brew from Stumptown last week and honestly it is the best thing in Brooklyn right now!',
  'Why does my flight get cancelled every single time? Two hours on hold, nobody answers. Never again.',
  'How to make nitro at home: step by step guide, link in bio. Subscribe for part two.',
  'Does anyone have a recommendation for a quiet keyboard under 100 dollars? Looking for something small.',
  'The launch went fine, the numbers look good, and the team is happy. More next week.',
];

/** A graph port whose workspace tracks no brands. */
export const noBrands: GraphPort = {
  ask: async () => ({ intelligenceQueries: { nodes: [], pageInfo: { hasNextPage: false } } }) as never,
};

/** Rows per second of an import of `rows` generated mentions. */
export async function importing(
  open: OpenSubgraph,
  workspaceId: string,
  rows: number,
  analysis: 'on' | 'off',
) {
  const kind = mentions.imports.find(({ name }) => name === 'mentions')!;
  const target = open.beginImport(
    'mentions',
    workspaceId,
    { dataset: `bench ${analysis}`, source: 'x', analysis },
    undefined,
  );
  async function* lines() {
    for (let from = 0; from < rows; from += 1_000) {
      const chunk = Array.from({ length: Math.min(1_000, rows - from) }, (_, index) =>
        line(from + index, analysis),
      );
      yield Buffer.from(chunk.join(''));
    }
  }
  const report = await runImport({ ...target, file: lines(), format: 'ndjson', fields: kind.fields });
  await target.finish?.({ report });
  return report;
}

/**
 * Rows per second of PostgreSQL alone: copies what an import wrote, mentions and readings, from one
 * table to another. This is the upper bound for an import on the same machine within the same
 * minutes.
 */
export async function alone(pool: Pool, workspaceId: string): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(`select set_config('search_path', 'mentions', false)`);
    for (const table of ['mentions', 'metric_readings'])
      await client.query(
        `create temp table again_${table} as select * from ${table} where workspace_id = '${workspaceId}'`,
      );
    await client.query(`update again_mentions set id = id || 'A', external_id = external_id || '-again'`);
    await client.query(`update again_metric_readings set mention_id = mention_id || 'A'`);
    const started = performance.now();
    const { rowCount } = await client.query('insert into mentions select * from again_mentions');
    await client.query('insert into metric_readings select * from again_metric_readings');
    return Math.round((rowCount! * 1_000) / (performance.now() - started));
  } finally {
    client.release(true);
  }
}

function line(number: number, analysis: string): string {
  const text = `${TEXTS[number % TEXTS.length]} ${number}`;
  return `${JSON.stringify({
    external_id: `${analysis}-${number}`,
    text,
    author: `author${number % 5_000}`,
    posted_at: new Date(1_760_000_000_000 + number * 1_000).toISOString(),
    views: number % 3 ? number * 7 : null,
    likes: number % 100,
    shares: number % 10,
  })}\n`;
}
