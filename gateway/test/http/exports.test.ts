import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { creators } from '@tributary/creators';
import { intelligence } from '@tributary/intelligence';
import { mentions } from '@tributary/mentions';
import {
  fillDemo,
  fillWithDemo,
  http,
  importPosts,
  importRows,
  openEventStream,
  runCommand,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';
import { parquetReadObjects } from 'hyparquet';
import { fillFile } from '../../src/commands/export/fill-file.ts';
import { openPartialFile } from '../../src/commands/export/partial-file.ts';
import type { Column } from '../../src/exports/columns.ts';

/** More posts than two pages of an export have. */
const POSTS = 1_100;
const SECRET = 'quokka';

let app: TestApp;
let key: string;

beforeAll(async () => {
  app = await startTestApp();
  key = await app.key('native');
  const now = new Date();
  await fillDemo(app.database, app.workspaceId, now);
  await fillWithDemo(app, mentions, app.workspaceId, now);
  await fillWithDemo(app, intelligence, app.workspaceId, now);
  await importRows(app.database, [creators, 'creators'], app.workspaceId, { platform: 'tiktok' }, [
    { username: 'one', full_name: 'Ada "One" Lovelace', followers: 12 },
    { username: 'two', full_name: '=HYPERLINK("https://example.org")' },
  ]);
  await importPosts(
    app.database,
    app.workspaceId,
    Array.from({ length: POSTS }, (_, index) => ({
      url: `https://example.org/${index}`,
      title: `=SUM(${index})`,
      body: `Line one, "quoted"\r\nLine two of ${index}`,
      posted_at: new Date(Date.UTC(2025, 0, 1) + index * 1_000),
      source: 'devto',
    })),
  );
  await importPosts(app.database, app.otherId, [{ url: 'https://example.org/theirs', title: SECRET }]);
}, 120_000);
afterAll(() => app.stop());

type Record_ = Record<string, unknown>;

async function get(file: string, query: Record<string, string> = {}, as: string | null = key) {
  return http(app.url, `/v1/export/${file}?${new URLSearchParams(query)}`, as ? { key: as } : {});
}

async function rowsOf(list: string, query: Record<string, string> = {}): Promise<Record_[]> {
  const { status, text } = await get(`${list}.ndjson`, query);
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Reads CSV by the grammar of RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The posts of this test; the demo's are newer. */
const DEVTO = { filter: '{"source":["DEVTO"],"to":"2025-12-31"}' };
const LISTS = ['posts', 'mentions', 'snapshots', 'creators'];

describe('an export', () => {
  test('has all rows of a list that match its filters, newest first, in pages', async () => {
    const rows = await rowsOf('posts', DEVTO);
    expect(rows.map(({ url }) => url)).toEqual(
      Array.from({ length: POSTS }, (_, index) => `https://example.org/${POSTS - 1 - index}`),
    );
    expect(rows[0]).toMatchObject({
      source: 'DEVTO',
      kind: 'POST',
      title: `=SUM(${POSTS - 1})`,
      posted_at: '2025-01-01T00:18:19.000Z',
      analysis_signals: [],
      deleted_at: null,
    });
  });

  test.each(LISTS)('of %s has the same rows in CSV and Parquet as in NDJSON', async (list) => {
    const rows = await rowsOf(list);
    expect(rows.length).toBeGreaterThan(1);
    const columns = Object.keys(rows[0]!);
    expect(columns.at(-1)).toBe('cursor');
    const { text, headers } = await get(`${list}.csv`);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${list}.csv"`,
    });
    const [names, ...lines] = readCsv(text);
    expect(names).toEqual(columns);
    expect(lines).toEqual(rows.map((row) => columns.map((name) => asField(row[name]))));
    const file = await fetch(`${app.url}/v1/export/${list}.parquet`, { headers: { 'x-api-key': key } });
    const read = (await parquetReadObjects({ file: await file.arrayBuffer() })) as Record_[];
    expect(read.map(plain)).toEqual(rows.map(plain));
  });

  test('guards texts that a spreadsheet would execute', async () => {
    const [, first] = readCsv((await get('posts.csv', { ...DEVTO, limit: '1' })).text);
    expect(first).toContain(`'=SUM(${POSTS - 1})`);
    const { text } = await get('creators.csv', { search: 'hyperlink' });
    expect(text).toContain(`"'=HYPERLINK(""https://example.org"")"`);
  });

  test('continues behind the cursor of any row, without a gap or a repetition', async () => {
    const all = await rowsOf('posts', DEVTO);
    const first = await rowsOf('posts', { ...DEVTO, limit: '700' });
    const rest = await rowsOf('posts', { ...DEVTO, after: String(first.at(-1)!['cursor']) });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const csv = await get('posts.csv', { ...DEVTO, after: String(all.at(-3)!['cursor']), header: 'false' });
    expect(readCsv(csv.text)).toHaveLength(2);
  });

  test('filters by lists and by JSON, as the graph does', async () => {
    const all = await rowsOf('mentions');
    const platform = String(all[0]!['source']);
    const expected = all.filter(({ source }) => source === platform).map(({ id }) => id);
    expect((await rowsOf('mentions', { sources: platform })).map(({ id }) => id)).toEqual(expected);
    const filter = JSON.stringify([[{ source: { values: [platform] } }]]);
    expect((await rowsOf('mentions', { filter })).map(({ id }) => id)).toEqual(expected);
    expect(expected.length).toBeLessThan(all.length);
    const days = (await rowsOf('snapshots')).map(({ date }) => String(date)).sort();
    const newest = await rowsOf('snapshots', { from: days.at(-1)! });
    expect(newest.map(({ date }) => date)).toEqual(days.filter((day) => day === days.at(-1)));
  });

  test('without a match has the header only, or nothing', async () => {
    expect((await get('posts.csv', { search: 'zebrafish' })).text.split('\r\n')).toHaveLength(2);
    expect((await get('posts.ndjson', { search: 'zebrafish' })).text).toBe('');
    const file = await fetch(`${app.url}/v1/export/posts.parquet?search=zebrafish`, {
      headers: { 'x-api-key': key },
    });
    expect(await parquetReadObjects({ file: await file.arrayBuffer() })).toEqual([]);
  });

  test('never has rows of another workspace, nor continues behind its cursor', async () => {
    for (const list of LISTS) expect(JSON.stringify(await rowsOf(list))).not.toContain(SECRET);
    const theirs = await app.key('native', { workspaceId: app.otherId });
    const [{ cursor }] = (await rowsOf('mentions', { limit: '1' })) as [Record_];
    const answer = await get('mentions.ndjson', { after: String(cursor) }, theirs);
    expect([answer.status, answer.json.title]).toEqual([400, '`after` is not a cursor of this list.']);
    const { text } = await get('posts.ndjson', {}, theirs);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).title),
    ).toEqual([SECRET]);
  });
});

/**
 * Rows whose texts are larger together than what the sockets of a connection hold: an export of
 * them stays open for as long as its reader does not read.
 */
const LARGE = `
insert into mentions.mentions
  (workspace_id, id, source, external_id, text, posted_at, dataset_run_at, dataset_ids, collection_ids, tags, search)
select $1::uuid, 'post_' || lpad(n::text, 20, '0'), 'reddit', n::text, repeat('x', 8000), now(), now(), '{}', '{}',
  '{}', '' from generate_series(1, 8000) n`;

test('an export ends with the key that it was opened with', async () => {
  await app.database.database.pool.query(LARGE, [app.otherId]);
  const theirs = await app.key('native', { workspaceId: app.otherId });
  const response = await fetch(`${app.url}/v1/export/mentions.ndjson`, { headers: { 'x-api-key': theirs } });
  expect(response.status).toBe(200);
  // The streams of a key end together, and this one says when.
  const events = await openEventStream(app.url, theirs);
  await app.app.admin.revokeKey(app.otherId, theirs);
  await events.closed;
  expect(events.frames.at(-1)).toEqual({ event: 'close', data: { reason: 'revoked' } });
  await expect(response.text()).rejects.toThrow();
});

/** Returns a value as the CSV has it. */
function asField(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' && /^[=+\-@]/.test(value) ? `'${value}` : String(value);
}

/** Returns a row with what differs between NDJSON and Parquet in one form. */
function plain(row: Record_): Record_ {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint'
        ? Number(value)
        : value instanceof Date || /_at$/.test(name)
          ? value && new Date(value as string).toISOString()
          : value,
    ]),
  );
}

describe('a wrong request', () => {
  test.each([
    [
      'posts.xlsx',
      {},
      404,
      /^There is no export "posts\.xlsx"\. Lists: posts, .*Formats: csv, ndjson, parquet\.$/,
    ],
    ['everything.csv', {}, 404, /^There is no export "everything\.csv"\./],
    ['posts.csv', { fliter: '{}' }, 400, /no parameter `fliter`\. Filters: filter, search\.$/],
    ['posts.csv', { filter: '{' }, 400, /^`filter` must be JSON: /],
    ['posts.csv', { filter: '{"kinds":[]}' }, 400, /^The parameter `filter` got invalid value/],
    ['posts.csv', { limit: '0' }, 400, /^`limit` must be a positive integer, got "0"\.$/],
    ['posts.csv', { header: 'no' }, 400, /^`header` must be true or false\.$/],
    ['posts.csv', { after: 'nonsense' }, 400, /^`after` is not a cursor of this list\.$/],
    ['mentions.csv', { datasetIds: 'nonsense' }, 404, /^Dataset was not found\.$/],
    ['snapshots.csv', { from: '2026-02-02', to: '2026-02-01' }, 400, /^`from` must not be after `to`\.$/],
  ] as const)('of %s with %j gets %d', async (file, query, status, title) => {
    const answer = await get(file, query as Record<string, string>);
    expect([answer.status, answer.json]).toEqual([
      status,
      expect.objectContaining({ status, title: expect.stringMatching(title) }),
    ]);
  });

  test('without a key gets 401, and without the scope 403', async () => {
    expect((await get('posts.csv', {}, null)).status).toBe(401);
    const limited = await app.key('native', { scopes: ['mentions:read'] });
    expect((await get('posts.csv', {}, limited)).status).toBe(403);
    expect((await get('mentions.csv', { limit: '1' }, limited)).status).toBe(200);
  });
});

describe('tributary export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-export-'));
  const run = (...args: string[]) =>
    runCommand(['export', ...args, '--workspace', 'ours', '--json'], {
      env: { DATABASE_URL: app.database.url, TRIBUTARY_LISTENING: 'off' },
      cwd: folder,
    });

  test('writes the file that the endpoint sends', async () => {
    const { code, stdout, stderr } = await run(
      'posts',
      '--format',
      'csv',
      '--filter',
      `filter=${DEVTO.filter}`,
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      output: 'posts.csv',
      rows: POSTS,
      continuedAt: 0,
      isComplete: true,
    });
    expect(readFileSync(join(folder, 'posts.csv'), 'utf8')).toBe((await get('posts.csv', DEVTO)).text);
  });

  test('continues a file whose process was killed', async () => {
    const { text } = await get('posts.ndjson');
    const lines = text.split(/(?<=\n)/);
    const output = join(folder, 'killed.ndjson');
    const request = JSON.stringify(['posts', 'ndjson', 'ours', {}]);
    const part = await openPartialFile(output, request, true);
    const cursor = JSON.parse(lines[499]!).cursor;
    await part.append(lines.slice(0, 500).join(''), { rows: 500, cursor });
    await part.close();
    writeFileSync(`${output}.part`, 'half a row that was written behind the position', { flag: 'a' });
    const { code, stdout } = await run('posts', '--output', output);
    expect([code, JSON.parse(stdout).continuedAt]).toEqual([0, 500]);
    expect(readFileSync(output, 'utf8')).toBe(text);
  });

  test('stores a position that is exactly behind the rows in the file, at any time', async () => {
    const output = join(folder, 'positions.ndjson');
    const columns: Column[] = [{ name: 'n', kind: 'text', read: ({ cursor }) => cursor.padEnd(1_000) }];
    const file = await openPartialFile(output, 'positions', true);
    const seen: number[] = [];
    const read = async ({ after }: { readonly after?: unknown }) => {
      const from = Number(after ?? 0);
      const state = existsSync(`${output}.part.json`)
        ? JSON.parse(readFileSync(`${output}.part.json`, 'utf8'))
        : null;
      if (state) {
        const lines = readFileSync(`${output}.part`, 'utf8').slice(0, state.bytes).split('\n');
        expect([lines.length - 1, lines.at(-1)]).toEqual([state.rows, '']);
        expect(JSON.parse(lines.at(-2)!).n.trim()).toBe(state.cursor);
        seen.push(state.rows);
      }
      const edges = Array.from({ length: 300 }, (_, index) => ({
        cursor: String(from + index + 1),
        node: {},
      }));
      return { page: { edges, pageInfo: { hasNextPage: from < 1_200 } } };
    };
    const { signal } = new AbortController();
    const filled = await fillFile(file, { columns }, 'ndjson', { read, filters: {}, signal });
    await file.close();
    expect(filled).toEqual({ rows: 1_500, cursor: '1500', isComplete: true });
    expect(new Set(seen).size).toBeGreaterThan(1);
  });

  test.each([
    [['everything'], /Allowed choices are posts, mentions, snapshots, creators/],
    [['posts', '--format', 'xlsx'], /Allowed choices are csv, ndjson, parquet/],
    [['posts', '--filter', 'nonsense'], /--filter must be NAME=VALUE, got "nonsense"/],
  ])('%j is wrong use', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
