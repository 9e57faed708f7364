import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_SECRETS_KEY } from '@tributary/kit/testing';
import { runProgram, startTestApp, type TestApp } from '@tributary/test/support';
import { answer, browser, logIn } from '../../gateway/test/oauth/support.ts';

const PROGRAM = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.app.admin.createWorkspace('demo');
});
afterAll(() => app.stop());

/** Returns the commands in docs/oauth.md, addressed to the gateway of this test. */
async function commands(): Promise<string> {
  const document = await readFile(new URL('../../docs/oauth.md', import.meta.url), 'utf8');
  const lines = document.split('\n').filter((line) => line.startsWith('    '));
  return lines
    .join('\n')
    .replaceAll('http://127.0.0.1:4000', app.url)
    .replaceAll('npx tributary', `"${process.execPath}" "${PROGRAM}"`);
}

async function shell(script: string): Promise<string[]> {
  const env = { DATABASE_URL: app.database.url, SECRETS_KEY: TEST_SECRETS_KEY };
  const { code, stdout, stderr } = await runProgram('sh', ['-c', script], { env });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trim().split('\n');
}

test('the commands in docs/oauth.md end with the profile of the user that they create', async () => {
  for (const program of ['curl', 'openssl'])
    if ((await runProgram('sh', ['-c', `command -v ${program}`])).code !== 0)
      return void process.stderr.write(
        `${program} is not installed: the commands in docs/oauth.md were not run\n`,
      );
  const script = await commands();
  const [make, authorize, finish] = script.split(/^ *(?:ID=.*|CODE=.*)$/m) as [string, string, string];
  const shown = await shell(make);
  const [id, secret] = shown.slice(-2).map((line) => line.split(': ')[1]!);
  const given = `REDIRECT=http://127.0.0.1:9/callback ID=${id} SECRET=${secret}\n`;
  const [verifier, address] = await shell(`${given}${authorize.trimEnd()}\necho "$VERIFIER"`).then((lines) =>
    lines.reverse(),
  );
  const go = browser(app.url);
  const done = await answer(go, await logIn(go, await go(address!)), { action: 'allow' });
  const code = new URL(done.url).searchParams.get('code');
  const [exchange, profile] = finish.replaceAll('curl ', 'curl -sS ').split(/(?=^ *curl .*profile)/m);
  const state = `${given}VERIFIER=${verifier} CODE=${code}\n`;
  const tokens = JSON.parse((await shell(state + exchange)).join('')) as { access_token: string };
  const answered = await shell(profile!.replace('…', tokens.access_token));
  expect(JSON.parse(answered.join(''))).toMatchObject({ profile: { email: 'ada@example.org' } });
});
