import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { type ModelStandIn, startModel } from '../../../test/upstreams/openai.ts';
import { listUsers } from '../src/data/expired.ts';
import { listCosts } from '../src/data/ledger.ts';
import { deleteExpired } from '../src/expire.ts';
import { readModelUsage } from '../src/index.ts';
import { judgeAt, judgeByWord, MOOD, NOW, newWorkspace } from './support.ts';

const DAY = 86_400_000;
const SETTINGS = { AI_MODEL: 'small-1', AI_DAILY_TOKENS: 200_000 };
const { signal } = new AbortController();

let database: TestDatabase;
let model: ModelStandIn;
beforeAll(async () => {
  database = await openTestDatabase();
  model = await startModel();
  model.answer(judgeByWord);
  model.bill({ prompt_tokens: 100, completion_tokens: 10 });
});
afterAll(async () => {
  await model?.stop();
  await database?.stop();
});

/** Judges texts, each with the label of the embedded engine. */
function judge(
  scope: ReturnType<typeof newWorkspace>,
  texts: Readonly<Record<string, 'good' | 'bad' | null>>,
  { task = MOOD, at = NOW } = {},
) {
  const judged = Object.entries(texts).map(([text, embedded]) => ({ text, embedded }));
  return judgeAt(model, {}, () => at).judge(scope, { task, context: {}, texts: judged }, signal);
}

describe('the usage of a workspace', () => {
  test('shows costs, the budget of the day, and the agreement of both engines', async () => {
    const scope = newWorkspace(database);
    await judge(scope, { 'A jar': 'good', 'B jar': 'good', 'C not': 'bad', 'D not': 'good', 'E jar': null });
    expect(await readModelUsage(scope, SETTINGS, 7, NOW)).toMatchObject({
      model: 'small-1',
      dailyTokens: 200_000,
      tokensToday: 110,
      costs: [{ day: '2026-11-01', task: 'mood', judged: 5, dollars: 0.0003 }],
      // By chance they would agree in 0.75 · 0.5 + 0.25 · 0.5 = half of the texts.
      agreements: [{ task: 'mood', model: 'small-1', texts: 4, agreed: 3, kappa: 0.5 }],
    });
  });

  test('counts the agreement of the latest version of a task only, and a text once', async () => {
    const scope = newWorkspace(database);
    await judge(scope, { 'A not': 'good', 'B not': 'good' });
    await judge(scope, { 'A jar': 'good' }, { task: { ...MOOD, version: 2 } });
    await judge(scope, { 'A jar': 'good' }, { task: { ...MOOD, version: 2 } });
    const { agreements } = await readModelUsage(scope, SETTINGS, 7, NOW);
    expect(agreements).toEqual([{ task: 'mood', model: 'small-1', texts: 1, agreed: 1, kappa: null }]);
  });

  test('has nothing of another workspace', async () => {
    const [scope, other] = [newWorkspace(database), newWorkspace(database)];
    await judge(scope, { 'A jar': 'good' });
    expect(await readModelUsage(other, SETTINGS, 7, NOW)).toMatchObject({
      tokensToday: 0,
      costs: [],
      agreements: [],
    });
  });
});

describe('what has expired is deleted', () => {
  test('judgements after 90 days, dropped ones after a day, costs after 400 days', async () => {
    const scope = newWorkspace(database);
    await judge(scope, { 'A jar': 'good' });
    model.answer(() => ({ judgements: [] }));
    await judge(scope, { 'B jar': 'good' });
    model.answer(judgeByWord);
    const stored = async () => {
      const rows = await scope.db
        .selectFrom('judgements')
        .where('workspace_id', '=', scope.workspaceId)
        .select('label')
        .execute();
      return rows.map(({ label }) => label).sort();
    };
    const expire = (days: number) => deleteExpired(scope.db, NOW + days * DAY, signal);
    await expire(1);
    expect(await stored()).toEqual(['good', null]);
    await expire(2);
    expect(await stored()).toEqual(['good']);
    await expire(91);
    expect(await stored()).toEqual([]);
    expect(await listCosts(scope, '2026-11-01')).toHaveLength(1);
    await expire(402);
    expect(await listCosts(scope, '2026-11-01')).toEqual([]);
    expect(await listUsers(scope.db)).not.toContain(scope.workspaceId);
  });
});
