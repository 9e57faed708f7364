import type { DataSet } from './data-set.ts';
import type { World } from './time-reads.ts';
import type { Written } from './writes.ts';

const EXPORTED = 100_000;
const LINE_END = 0x0a;

/** Exports mentions of the largest workspace and counts the lines, without keeping them. */
export async function measureExport({ sizes }: DataSet, { server, workspace }: World): Promise<Written> {
  const rows = Math.min(EXPORTED, sizes.mentions / 10);
  const started = performance.now();
  const response = await fetch(`${server.url}/v1/export/mentions.ndjson?limit=${rows}`, {
    headers: { 'x-api-key': workspace.keys[0]! },
  });
  let lines = 0;
  for await (const chunk of response.body!) for (const byte of chunk) if (byte === LINE_END) lines++;
  if (lines !== rows) throw new Error(`HTTP ${response.status}: the export has ${lines} of ${rows} rows.`);
  const perSecond = (rows * 1_000) / (performance.now() - started);
  return { name: 'export of mentions as NDJSON', rows, perSecond, beside: null };
}
