import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { temporaryFolder } from '@tributary/kit/testing';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import pg from 'pg';
import { cpuOf, memoryOf, type Server } from '../harness/children.ts';
import { openBenchDatabase } from '../harness/database.ts';
import type { Options } from '../harness/options.ts';
import { startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';
import { fillWorkspace } from '../mentions/generate.ts';

const ROWS = 1_000_000;
const FORMATS = ['csv', 'ndjson', 'parquet'] as const;
/** Interval of reading the server's memory, in milliseconds. */
const SAMPLING = 50;

interface Measured {
  readonly perSecond: number;
  /** Peak of the server's resident memory above that before the export, in MB. */
  readonly memory: number;
  readonly megabytes: number;
  /** Microseconds of the server's CPU time per row. */
  readonly cpu: number;
}

/** Rows per second and memory of an export in each format. */
export async function bench({ rounds, only }: Options): Promise<Table[]> {
  const folder = await temporaryFolder('tributary-bench-');
  const database = await openBenchDatabase();
  try {
    const [workspace] = await database.addWorkspaces(1, { posts: 0, keys: 1 });
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    await fillWorkspace(pool, workspace!.id, ROWS);
    await pool.query('vacuum (analyze) mentions.mentions');
    await pool.end();
    const formats = FORMATS.filter((format) => only === null || format.includes(only));
    const measured = new Map(formats.map((format) => [format, [] as Measured[]]));
    for (let round = 0; round < rounds; round++)
      for (const format of formats) {
        // A server of its own, because memory that was once used is not returned at once; on any
        // core, because a thread of it encodes Parquet.
        const server = await startProduct(database.url, null);
        const file = join(folder, `mentions.${format}`);
        const result = await exportTo(file, server, format, workspace!.keys[0]!);
        await server.stop();
        measured.get(format)!.push(result);
        say(
          `  ${format}: ${Math.round(result.perSecond)} rows a second, ${Math.round(result.memory)} MB above idle`,
        );
      }
    return [tableOf(measured)];
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function exportTo(file: string, { url, pid }: Server, format: string, key: string): Promise<Measured> {
  const fetchRows = (limit: number) =>
    fetch(`${url}/v1/export/mentions.${format}?limit=${limit}`, { headers: { 'x-api-key': key } });
  // The first export loads modules and compiles the query.
  await (await fetchRows(1)).arrayBuffer();
  const idle = memoryOf(pid) ?? 0;
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, memoryOf(pid) ?? 0);
  }, SAMPLING);
  const [started, cpu] = [performance.now(), cpuOf(pid) ?? 0];
  let bytes = 0;
  let lines = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
      done(null, chunk);
    },
  });
  const { body } = await fetchRows(ROWS);
  await pipeline(Readable.fromWeb(body as never), counting, createWriteStream(file));
  const seconds = (performance.now() - started) / 1_000;
  clearInterval(sampling);
  const used = ((cpuOf(pid) ?? 0) - cpu) * 1_000;
  const rows = format === 'parquet' ? await rowsOfParquet(file) : lines - (format === 'csv' ? 1 : 0);
  if (rows !== ROWS) throw new Error(`${format}: ${rows} of ${ROWS} rows.`);
  return { perSecond: rows / seconds, memory: peak - idle, megabytes: bytes / 1e6, cpu: used / rows };
}

async function rowsOfParquet(file: string): Promise<number> {
  const { num_rows: rows } = await parquetMetadataAsync(await asyncBufferFromFile(file));
  return Number(rows);
}

function tableOf(measured: ReadonlyMap<string, Measured[]>): Table {
  const outcomes = [...measured].map(([format, each]) => ({
    format,
    perSecond: median(each.map(({ perSecond }) => perSecond)),
    memory: median(each.map(({ memory }) => memory)),
    megabytes: median(each.map(({ megabytes }) => megabytes)),
    cpu: median(each.map((one) => one.cpu)),
  }));
  return {
    title: `export: ${ROWS} mentions`,
    columns: ['', 'rows/s', 'CPU µs/row', 'MB above idle', 'file MB'],
    rows: outcomes.map(({ format, perSecond, cpu, memory, megabytes }) => [
      format,
      String(Math.round(perSecond)),
      cpu.toFixed(0),
      memory.toFixed(0),
      megabytes.toFixed(0),
    ]),
    notes: [],
    data: { outcomes, measured: [...measured] },
  };
}
