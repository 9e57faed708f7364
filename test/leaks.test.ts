import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EVIDENCE, recordEvidence, recordSecret, recordSecretsOf, silentLog } from '@tributary/kit/testing';
import { http, runProgram, startTestApp } from '@tributary/test/support';
import { findLeaks } from './support/leaks.ts';

/** The search for secrets in logs, responses and metrics that follows the whole run. */
const run = process.env[EVIDENCE];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-leaks-'));
  process.env[EVIDENCE] = folder;
});
afterAll(async () => {
  process.env[EVIDENCE] = run;
  await rm(folder, { recursive: true });
});

describe('the check for secrets', () => {
  test('covers this run', () => {
    expect(run).toBeTruthy();
  });

  test('finds nothing in logs, responses and metrics if a secret is only used', async () => {
    const app = await startTestApp();
    const key = await app.key('native');
    for (const path of [
      '/api-posts',
      `/api-posts?keyword=x&api_key=${key}`,
      '/nothing',
      `/graphql?query={${key}}`,
    ])
      await http(app.url, path, { key });
    await app.stop();
    const { leaks, texts, secrets } = await findLeaks(folder);
    expect(leaks).toEqual([]);
    expect(texts).toBeGreaterThan(8);
    expect(secrets).toBeGreaterThan(1);
  });

  test('finds a token in a program’s log, but not in the output for the person who requested it', async () => {
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(43)}`;
    const print = (logged: object) =>
      runProgram(process.execPath, ['-e', `console.log('${JSON.stringify(logged)}')`]);
    const before = (await findLeaks(folder)).leaks.length;
    await print({ access_token: token });
    expect((await findLeaks(folder)).leaks.length).toBe(before);
    await print({ level: 30, access_token: token });
    expect((await findLeaks(folder)).leaks.length).toBe(before + 1);
  });

  test.each([
    ['a log line', () => silentLog.info({ logged: 'a secret of the check' }, 'oh')],
    [
      'an error in its JSON',
      () => recordEvidence('error', JSON.stringify({ message: 'a secret of the check' })),
    ],
    ['figures', () => recordEvidence('metrics', 'requests{key="a secret of the check"} 1')],
    ['an address', () => recordEvidence('log', 'GET /?k=a%20secret%20of%20the%20check')],
    ['a key by its form', () => recordEvidence('output', `tk_live_${'a1'.repeat(16)}`)],
    ['the password of the database', () => recordEvidence('log', 'cannot connect as me:hunter2hunter2')],
  ])('finds %s', async (_, leak) => {
    const before = (await findLeaks(folder)).leaks.length;
    recordSecret('a secret of the check');
    recordSecretsOf({ DATABASE_URL: 'postgres://me:hunter2hunter2@127.0.0.1/x' });
    leak();
    const { leaks } = await findLeaks(folder);
    expect(leaks.length).toBeGreaterThan(before);
    expect(JSON.stringify(leaks)).not.toContain('hunter2');
  });
});
