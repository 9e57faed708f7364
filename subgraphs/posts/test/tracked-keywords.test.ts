import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import {
  deleteTrackedKeyword,
  insertTrackedKeyword,
  listTrackedKeywords,
  MOST_KEYWORDS,
} from '../src/community/data/tracked-keywords.ts';
import { newScope } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const keywords = async (scope: ReturnType<typeof newScope>) =>
  (await listTrackedKeywords(scope)).map(({ keyword }) => keyword);

describe('tracking a keyword', () => {
  test('a second time returns the existing one', async () => {
    const scope = newScope(opened);
    const first = await insertTrackedKeyword(scope, 'open source');
    expect(await insertTrackedKeyword(scope, 'open source')).toEqual(first);
    expect(await keywords(scope)).toEqual(['open source']);
  });

  test('in another case returns the existing one, as it was entered', async () => {
    const scope = newScope(opened);
    await insertTrackedKeyword(scope, 'Ärger mit CRM');
    expect(await insertTrackedKeyword(scope, 'ÄRGER MIT crm')).toMatchObject({ keyword: 'Ärger mit CRM' });
  });

  test('concurrently creates it once', async () => {
    const scope = newScope(opened);
    const all = await Promise.all(Array.from({ length: 8 }, () => insertTrackedKeyword(scope, 'same')));
    expect(new Set(all.map((each) => each!.id)).size).toBe(1);
  });

  test('is refused beyond the limit, also concurrently', async () => {
    const scope = newScope(opened);
    await opened.database.pool.query(
      `insert into posts.tracked_keywords (workspace_id, keyword, folded)
       select $1, 'k' || n, 'k' || n from generate_series(1, $2::int) n`,
      [scope.workspaceId, MOST_KEYWORDS - 3],
    );
    const names = Array.from({ length: 9 }, (_, index) => `new ${index}`);
    const all = await Promise.all(names.map((name) => insertTrackedKeyword(scope, name)));
    expect(all.filter((each) => each !== null)).toHaveLength(3);
    expect(await keywords(scope)).toHaveLength(MOST_KEYWORDS);
  });

  test('that exists is not refused at the limit', async () => {
    const scope = newScope(opened);
    await opened.database.pool.query(
      `insert into posts.tracked_keywords (workspace_id, keyword, folded)
       select $1, 'k' || n, 'k' || n from generate_series(1, $2::int) n`,
      [scope.workspaceId, MOST_KEYWORDS],
    );
    expect(await insertTrackedKeyword(scope, 'K7')).toMatchObject({ keyword: 'k7' });
    expect(await insertTrackedKeyword(scope, 'one more')).toBeNull();
  });
});

test('keywords are listed oldest first', async () => {
  const scope = newScope(opened);
  for (const keyword of ['b', 'c', 'a']) await insertTrackedKeyword(scope, keyword);
  expect(await keywords(scope)).toEqual(['b', 'c', 'a']);
});

describe('deleting a keyword', () => {
  test('removes it once', async () => {
    const scope = newScope(opened);
    const { id } = (await insertTrackedKeyword(scope, 'gone'))!;
    expect(await deleteTrackedKeyword(scope, id)).toBe(true);
    expect(await deleteTrackedKeyword(scope, id)).toBe(false);
    expect(await keywords(scope)).toEqual([]);
  });

  test('that does not exist returns false', async () => {
    expect(await deleteTrackedKeyword(newScope(opened), randomUUID())).toBe(false);
  });

  test('of another workspace does not delete it', async () => {
    const [ours, theirs] = [newScope(opened), newScope(opened)];
    const { id } = (await insertTrackedKeyword(theirs, 'theirs'))!;
    expect(await deleteTrackedKeyword(ours, id)).toBe(false);
    expect(await keywords(theirs)).toEqual(['theirs']);
    expect(await keywords(ours)).toEqual([]);
  });
});
