import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import { openTestDatabase, silentLog, type TestDatabase, testSecrets } from '@tributary/kit/testing';
import { type ProgramOptions, runCommand } from '@tributary/test/support';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'tributary-import-'));
  const access = openAccess({
    pool: database.database.pool,
    log: silentLog,
    secrets: testSecrets,
    clock: Date.now,
  });
  await access.admin.createWorkspace('acme');
  await access.authenticator.stop();
});
afterAll(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const run = (args: string[], options: ProgramOptions = {}) =>
  runCommand(['import', 'posts', ...args, '--workspace', 'acme'], {
    env: { DATABASE_URL: database.url },
    cwd: folder,
    ...options,
  });
const posts = async (where: string) =>
  (
    await database.database.pool.query(
      `select external_id, url, title, posted_at, points, score from posts.community_posts where ${where} order by url`,
    )
  ).rows;

describe('tributary import posts', () => {
  test('imports CSV with the given columns and date format, and writes bad rows to a file', async () => {
    const csv = await file(
      'posts.csv',
      'link,headline,when,votes\n' +
        'https://example.org/1,"Need a CRM, budget is $50",31.12.2025 08:30,7\n' +
        'no address,Bad url,31.12.2025 08:30,1\n' +
        'https://example.org/3,Bad date,32.12.2025 08:30,1\n' +
        'https://example.org/4,Last,1.1.2026 00:00,\n',
    );
    const map = 'url=link,title=headline,posted_at=when,points=votes';
    const args = [csv, '--source', 'devto', '--map', map, '--date-format', 'D.M.YYYY H:mm', '--json'];
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ read: 4, inserted: 2, updated: 0, rejected: 2, aborted: false });
    expect(await posts(`source = 'devto'`)).toEqual([
      expect.objectContaining({
        url: 'https://example.org/1',
        title: 'Need a CRM, budget is $50',
        posted_at: new Date('2025-12-31T08:30:00Z'),
        points: 7,
      }),
      expect.objectContaining({ url: 'https://example.org/4', points: null }),
    ]);
    const rejected = (await readFile(`${csv}.rejected.ndjson`, 'utf8')).trimEnd().split('\n');
    expect(rejected.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ line: 3, reason: expect.stringContaining('url') }),
      expect.objectContaining({ line: 4, reason: expect.stringContaining('posted_at') }),
    ]);

    const again = await run(args);
    expect(JSON.parse(again.stdout)).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, rejected: 2 });
  });

  test('imports NDJSON from standard input, and prints a summary', async () => {
    const lines = [
      { url: 'https://example.org/n1', title: 'One', posted_at: '2026-01-01T00:00:00Z' },
      { url: 'https://example.org/n2', body: 'Two', posted_at: 1_767_225_600, kind: 'comment' },
    ];
    const input = `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot json\n`;
    const { code, stdout } = await run(['-', '--source', 'lobsters', '--format', 'ndjson'], { input });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Read 3 rows in \d+\.\d s \(\d+ per second\): 2 new, 0 changed, 0 unchanged, 1 rejected\.\nRejected rows, with line and reason: .*stdin\.rejected\.ndjson\n$/,
    );
    expect(await posts(`source = 'lobsters'`)).toHaveLength(2);
  });

  test('knows the preset of the Hacker News file', async () => {
    const csv = await file(
      'hn.csv',
      'id,title,url,num_points,num_comments,author,created_at\n' +
        '12224879,Interactive Dynamic Video,http://www.interactivedynamicvideo.com/,386,52,ne0phyte,8/4/2016 11:52\n',
    );
    const { code } = await run([csv, '--preset', 'hackernews-csv']);
    expect(code).toBe(0);
    expect(await posts(`source = 'hackernews'`)).toEqual([
      {
        external_id: '12224879',
        url: 'https://news.ycombinator.com/item?id=12224879',
        title: 'Interactive Dynamic Video',
        posted_at: new Date('2016-08-04T11:52:00Z'),
        points: 386,
        score: expect.any(Number),
      },
    ]);
  });

  test('reads windows-1252, semicolons, lines above the header and grouped numbers', async () => {
    const path = join(folder, 'excel.csv');
    const text =
      'Report of today\nlink;headline;when;votes\nhttps://example.org/e1;Caf\xe9;2025-12-31;12.345\n';
    await writeFile(path, Buffer.from(text, 'latin1'));
    const map = ['--map', 'url=link,title=headline,posted_at=when,points=votes'];
    const how = ['--skip-lines', '1', '--encoding', 'windows-1252', '--thousands', '.'];
    const { code, stdout } = await run([path, '--source', 'producthunt', ...map, ...how]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 new')]);
    expect(await posts(`source = 'producthunt'`)).toEqual([
      expect.objectContaining({ title: 'Café', points: 12_345 }),
    ]);
  });

  test('reads a list in a JSON document, and reports omitted values', async () => {
    const items = [
      { at: '2026-01-01', page: { url: 'https://example.org/j1' }, text: 'AT&amp;T', votes: 'many' },
    ];
    const json = await file('answer.json', JSON.stringify({ data: { items } }));
    const map = 'url=page.url,body=text,posted_at=at,points=votes';
    const args = [json, '--source', 'github', '--path', 'data.items', '--map', map, '--unescape-html'];
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `Omitted values of imported rows, with line and reason: 1 in ${json}.notes.ndjson`,
    );
    expect(await posts(`source = 'github' and body = 'AT&T'`)).toHaveLength(1);
  });

  test('ends with 1 when it rejects every row, and with 0 for a file without rows', async () => {
    const none = await file('none.csv', 'url,title,posted_at\nno address,a,2026-01-01\n');
    const { code, stdout } = await run([none, '--source', 'devto']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('1 rejected')]);
    const empty = await file('empty.csv', 'url,title,posted_at\n');
    expect((await run([empty, '--source', 'devto'])).code).toBe(0);
  });

  test('offers presets only where there are some', async () => {
    const help = async (kind: string) => (await runCommand(['import', kind, '--help'], { env: {} })).stdout;
    expect(await help('creators')).not.toContain('--preset');
    expect(await help('creators')).not.toContain('(choices: )');
    expect(await help('posts')).toMatch(/--preset <name>.*"reddit-dump"/s);
  });

  test.each([
    ['a file that is not there', ['nothing.csv', '--source', 'reddit'], 2, /nothing\.csv/],
    ['no source', ['posts.csv'], 2, /A source is needed: one of .*reddit/],
    ['a file name without a known extension', ['posts.dat', '--source', 'reddit'], 2, /give --format/],
    ['an unknown encoding', ['posts.csv', '--source', 'reddit', '--encoding', 'klingon'], 2, /klingon/],
    [
      'a delimiter of two characters',
      ['posts.csv', '--source', 'reddit', '--delimiter', '::'],
      2,
      /delimiter/,
    ],
    ['a column that is not there', ['posts.csv', '--source', 'reddit', '--map', 'url=nowhere'], 2, /nowhere/],
  ])('%s is wrong use', async (_, args, code, message) => {
    const ended = await run(args);
    expect(ended.stderr).toMatch(message);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
  });
});

test('an import for the wrong account is listed and undone, and repeated for the right one', async () => {
  const row = { post_id: '1900000000000000001', content: 'Ours.', posted_at: '2026-04-02T10:00:00Z' };
  const theirs = { ...row, post_id: '1900000000000000002', author: 'somebody' };
  const lines = await file('x.ndjson', `${[row, theirs].map((each) => JSON.stringify(each)).join('\n')}\n`);
  const env = { DATABASE_URL: database.url };
  const call = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCommand([...args, '--workspace', 'acme', '--json'], { env });
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };
  const importFor = (account: string) => call('import', 'x-posts', lines, '--account', account);
  expect(await importFor('wrong')).toMatchObject({ inserted: 1, rejected: 1 });
  expect(await readFile(`${lines}.rejected.ndjson`, 'utf8')).toContain('somebody');
  const ofX = async () =>
    (await call('imports', 'list')).filter(({ kind }: { kind: string }) => kind === 'X_POSTS');
  const [wrong] = await ofX();
  expect(wrong).toMatchObject({ subject: '@wrong', inserted: 1, rejected: 1, undoneAt: null });
  expect(await call('imports', 'undo', wrong.id)).toMatchObject({ deleted: 1, import: { id: wrong.id } });
  expect(await importFor('right')).toMatchObject({ inserted: 1, rejected: 1 });
  expect(await ofX()).toMatchObject([
    { subject: '@right', undoneAt: null },
    { subject: '@wrong', undoneAt: expect.any(String) },
  ]);
  const unknown = await runCommand(['imports', 'undo', 'none', '--workspace', 'acme'], { env });
  expect([unknown.code, unknown.stdout]).toEqual([2, '']);
});
