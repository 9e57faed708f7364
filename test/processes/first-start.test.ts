import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PRODUCTS } from '@tributary/kit/host';
import { temporaryFolder } from '@tributary/kit/testing';
import { type GatewayProcess, http, runCommand, runProgram, startGateway } from '@tributary/test/support';

const PREFIXES = {
  'community-tracker': 'ct_live_',
  'creator-tracking': 'ct_live_',
  'social-crm': 'sk_live_',
  xtracker: 'xt_live_',
  buzzabout: 'bz_live_',
  native: 'tk_live_',
};

let folder: string;
let dataDir: string;
let gateway: GatewayProcess;
let greeting: string;
let keys: Record<keyof typeof PREFIXES, string>;

const start = () => startGateway({ env: { TRIBUTARY_DATA_DIR: dataDir }, cwd: folder });

beforeAll(async () => {
  folder = await temporaryFolder('tributary-first-');
  dataDir = join(folder, 'data');
  gateway = await start();
  greeting = gateway.output();
  keys = JSON.parse(await readFile(join(dataDir, 'demo-keys.json'), 'utf8'));
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The path of a program of this machine, if it is installed. */
const has = async (command: string, ...args: string[]): Promise<boolean> =>
  runProgram(command, args).then(
    ({ code }) => code === 0,
    () => false,
  );
const skipped = (what: string) => process.stderr.write(`${what} is not there: its example was not run.\n`);

describe('the first start on an empty data directory', () => {
  test('creates a key for each product and a native one', () => {
    expect(Object.keys(keys)).toEqual(Object.keys(PREFIXES));
    for (const [kind, prefix] of Object.entries(PREFIXES))
      expect(keys[kind as keyof typeof PREFIXES]).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{32}$`));
  });

  test('stores them in a file that only its owner can read', async () => {
    expect((await stat(join(dataDir, 'demo-keys.json'))).mode & 0o777).toBe(0o600);
  });

  test('prints them, and the path of the file', () => {
    for (const [kind, key] of Object.entries(keys))
      expect(greeting).toMatch(new RegExp(`^ +${kind} +${key}$`, 'm'));
    expect(greeting).toContain(join(dataDir, 'demo-keys.json'));
  });

  test('prints a link by which the owner makes an account, once', async () => {
    const link = /^ +(http\S+\/api\/oauth\/account\?link=[\w-]{64})$/m.exec(greeting)![1]!;
    const form = await fetch(link);
    expect(form.headers.get('cache-control')).toBe('no-store');
    const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())![1]!;
    const entries = { csrf, email: 'ada@example.org', name: 'Ada', password: 'correct horse battery' };
    const submit = () => fetch(link, { method: 'POST', body: new URLSearchParams(entries) });
    expect(await (await submit()).text()).toContain('Your account is ready');
    expect((await submit()).status).toBe(404);
    const users = await runCommand(['users', 'list', '--workspace', 'demo', '--json'], {
      env: { TRIBUTARY_DATA_DIR: dataDir },
    });
    expect(JSON.parse(users.stdout)).toMatchObject([{ email: 'ada@example.org', role: 'owner' }]);
  });

  test('puts the workspace `demo` on every pro plan', async () => {
    const { json } = await http(gateway.url, '/graphql', {
      method: 'POST',
      key: keys.native,
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ viewer { workspace { name plans { plan } keys { prefix } } } }"}',
    });
    const { name, plans, keys: all } = json.data.viewer.workspace;
    expect([name, plans]).toEqual(['demo', PRODUCTS.map(() => ({ plan: 'PRO' }))]);
    expect(all).toHaveLength(6);
  });

  test('makes the documented example work', async () => {
    const { json } = await http(gateway.url, '/api-posts?keyword=track+brand+mentions+across', {
      key: keys['community-tracker'],
    });
    expect(json.data[0]).toMatchObject({ url: 'https://reddit.com/r/SaaS/comments/abc123', ai_score: 8.5 });
  });

  test('prints curl commands that work unchanged', async () => {
    if (!(await has('curl', '--version'))) return skipped('curl');
    const commands = greeting.replaceAll('\\\n', ' ').match(/^ *curl .*$/gm) ?? [];
    expect(commands).toHaveLength(4);
    const answers = [];
    for (const command of commands) {
      const { code, stdout } = await runProgram('sh', ['-c', `${command} --silent --show-error --fail`]);
      expect(code).toBe(0);
      answers.push(JSON.parse(stdout));
    }
    expect(answers[0].data.length).toBeGreaterThan(0);
    expect(answers[1].data).toContainEqual(expect.objectContaining({ id: 'post_123' }));
    expect(answers[2].posts[0]).toMatchObject({ username: 'elonmusk' });
    expect(answers[3]).toMatchObject({ data: { viewer: { workspace: { name: 'demo' } } } });
  });
});

test('the examples of SocialCRM’s document run with base URL and key replaced only', async () => {
  if (!(await has('curl', '--version'))) return skipped('curl');
  const text = await readFile(new URL('examples/social-crm.sh', import.meta.url), 'utf8');
  const commands = text
    .replaceAll('https://api.socialcrm.org', gateway.url)
    .replaceAll('sk_live_...', keys['social-crm'])
    .trim()
    .split('\n\n');
  const answers = [];
  for (const command of commands) {
    const { stdout } = await runProgram('sh', ['-c', `${command} --silent`]);
    answers.push(JSON.parse(stdout));
  }
  expect(answers[0].data.map(({ id }: { id: string }) => id)).toEqual(
    expect.arrayContaining(['post_123', 'post_124']),
  );
  expect(answers[1]).toMatchObject({ status: 'draft', body: 'Launch day is here.', account_ids: ['acct_1'] });
  expect(answers[2]).toEqual({ data: { text: expect.any(String), engine: 'embedded' } });
});

describe('the examples of CommunityTracker’s document run with base URL and key replaced only', () => {
  const example = async (name: string) => {
    const text = await readFile(new URL(`examples/${name}`, import.meta.url), 'utf8');
    return text
      .replaceAll('<your-base-url>', gateway.url)
      .replaceAll(/ct_live_(abc123\.\.\.|your_key_here)/g, keys['community-tracker']);
  };

  test('in curl', async () => {
    if (!(await has('curl', '--version'))) return skipped('curl');
    for (const command of (await example('community-tracker.sh')).split('\n\n')) {
      const { stdout } = await runProgram('sh', ['-c', `${command.trim()} --silent`]);
      const { data, meta } = JSON.parse(stdout);
      expect(meta).toMatchObject({ keyword: 'AI tools', returned: data.length });
      expect(data.length).toBeGreaterThan(0);
    }
  });

  test('in curl, for share of voice', async () => {
    if (!(await has('curl', '--version'))) return skipped('curl');
    const commands = (await example('community-tracker-intelligence.sh')).trim().split('\n\n');
    const answers = await Promise.all(
      commands.map(async (command) => {
        const { stdout } = await runProgram('sh', ['-c', `${command.trim()} --silent`]);
        return JSON.parse(stdout);
      }),
    );
    expect(answers).toMatchObject([
      { error: { code: 'MISSING_QUERY_ID' }, queries: [{ primary_brand: 'YourBrand' }] },
      { data: { time_range: '30d' }, meta: { snapshots_returned: 1 } },
      // The document truncates the id.
      { error: { code: 'QUERY_NOT_FOUND' } },
    ]);
  });

  test('in Python', async () => {
    if (!(await has('python3', '-c', 'import requests'))) return skipped('python3 with requests');
    const { code, stdout, stderr } = await runProgram('python3', [
      '-c',
      await example('community-tracker.py'),
    ]);
    expect([code, stderr]).toEqual([0, '']);
    // The newest snapshot is the documented one, or one that the daily job has captured since.
    expect(stdout).toMatch(
      /^Requests remaining today: \d+\n(\[\d.*\] .+ -- https?:.+\n)+(YourBrand|Competitor [AB]) leads with .+\n$/,
    );
  });

  test('in JavaScript', async () => {
    const script = await example('community-tracker.js.txt');
    const { code, stdout, stderr } = await runProgram(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Remaining: \d+\n(\[\d.*\] .+\n)+(YourBrand|Competitor [AB]) leads with .+\n$/);
  });
});

describe('the second start', () => {
  test('creates nothing, prints no key, and the keys still work', async () => {
    expect(await gateway.stop()).toBe(0);
    gateway = await start();
    expect(gateway.output()).not.toMatch(/_live_|demo/);
    const stored = JSON.parse(await readFile(join(dataDir, 'demo-keys.json'), 'utf8'));
    expect(stored).toEqual(keys);
    const { status, json } = await http(gateway.url, '/graphql?query={viewer{workspace{keys{id}}}}', {
      key: keys.native,
    });
    expect([status, json.data.viewer.workspace.keys.length]).toEqual([200, 6]);
  });
});
