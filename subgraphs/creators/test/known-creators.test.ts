import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Principal } from '@tributary/kit';
import { runImport } from '@tributary/kit/import';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openServices, openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import fc from 'fast-check';
import { graphql } from 'graphql';
import { upsertKnownCreators } from '../src/data/known-creators.ts';
import { insertCredit } from '../src/data/ledger.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { creators } from '../src/index.ts';
import type { Platform } from '../src/platforms.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase({ CREATORS_OPTED_OUT: 'tiktok:gone' });
});
afterAll(() => opened.stop());

function newScope(): Scope<Tables> {
  return {
    db: kyselyFor<Tables>(opened.database.pool, 'creators', tenantTables),
    workspaceId: randomUUID(),
  };
}

async function ask(
  scope: Scope<Tables>,
  source: string,
  variableValues: Record<string, unknown> = {},
  changes: Partial<Principal> = {},
) {
  const open = creators.open(openServices(opened));
  const principal = testPrincipal(scope.workspaceId, {
    scopes: ['creators:read', 'workspace:admin'],
    policies: ['creator-tracking:api'],
    ...changes,
  });
  const contextValue = open.context({ requestId: 'test', signal: new AbortController().signal, principal });
  const { data, errors } = await graphql({ schema: open.schema, source, variableValues, contextValue });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
  return { data: data as any, errors };
}

async function* bytesOf(rows: readonly object[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** Imports rows the way the command line does. */
async function importRows(scope: Scope<Tables>, name: string, rows: readonly object[]) {
  const kind = creators.imports.find((each) => each.name === name)!;
  const target = creators
    .open(openServices(opened))
    .beginImport(name, scope.workspaceId, { platform: 'tiktok' }, undefined, `${name}.ndjson`);
  const report = await runImport({
    ...target,
    file: bytesOf(rows),
    format: 'ndjson',
    fields: kind.fields,
    onReject: () => {},
  });
  await target.finish?.({ report });
  return report;
}

const KNOWN = `{ knownCreators(sort: FOLLOWERS) { totalCount
  nodes { platform username fullName followers isImported lookedUpAt } } }`;
const known = async (scope: Scope<Tables>) => (await ask(scope, KNOWN)).data.knownCreators;
const IMPORTS =
  '{ creatorImports { totalCount nodes { id kind file subject inserted updated rejected undoneAt } } }';
const imports = async (scope: Scope<Tables>) => (await ask(scope, IMPORTS)).data.creatorImports.nodes;
const UNDO = `mutation ($id: ID!) { undoCreatorImport(id: $id) { __typename
  ... on CreatorImportUndone { deleted import { undoneAt } } } }`;
const undo = async (scope: Scope<Tables>, id: string) =>
  (await ask(scope, UNDO, { id })).data.undoCreatorImport;

describe('creators that are imported', () => {
  test('are listed, and their import is recorded', async () => {
    const scope = newScope();
    await importRows(scope, 'creators', [
      { username: 'Ada', full_name: 'Ada L', followers: 5 },
      { username: 'bob', followers: 9 },
      { username: 'not a name' },
    ]);
    expect(await known(scope)).toEqual({
      totalCount: 2,
      nodes: [
        {
          platform: 'TIKTOK',
          username: 'bob',
          fullName: null,
          followers: 9,
          isImported: true,
          lookedUpAt: null,
        },
        {
          platform: 'TIKTOK',
          username: 'Ada',
          fullName: 'Ada L',
          followers: 5,
          isImported: true,
          lookedUpAt: null,
        },
      ],
    });
    const record = { kind: 'CREATORS', file: 'creators.ndjson', subject: 'tiktok', undoneAt: null };
    expect(await imports(scope)).toEqual([
      { ...record, id: expect.any(String), inserted: 2, updated: 0, rejected: 1 },
    ]);
  });

  test('are removed with their history if the import is reverted; those of an earlier import stay', async () => {
    const scope = newScope();
    const other = newScope();
    const rows = [{ username: 'ada', followers: 5, measured_at: '2026-03-01T00:00:00Z' }];
    await importRows(scope, 'creators', rows);
    await importRows(other, 'creators', rows);
    const later = { measured_at: '2026-03-02T00:00:00Z' };
    await importRows(scope, 'creators', [
      { username: 'ada', followers: 6, ...later },
      { username: 'eve', followers: 7, ...later },
    ]);
    const [second, first] = await imports(scope);
    expect(second).toMatchObject({ inserted: 1, updated: 1 });
    expect(await undo(scope, second.id)).toMatchObject({ __typename: 'CreatorImportUndone', deleted: 1 });
    const names = async (each: Scope<Tables>) =>
      (await known(each)).nodes.map(({ username }: { username: string }) => username);
    expect(await names(scope)).toEqual(['ada']);
    await undo(scope, first.id);
    expect(await names(scope)).toEqual([]);
    for (const table of ['catalogue_creators', 'catalogue_history', 'known_creators'] as const) {
      const rowsOf = (workspaceId: string) =>
        scope.db.selectFrom(table).where('workspace_id', '=', workspaceId).selectAll().execute();
      expect(await rowsOf(scope.workspaceId)).toEqual([]);
      expect(await rowsOf(other.workspaceId)).toHaveLength(1);
    }
    expect((await imports(scope)).every(({ undoneAt }: { undoneAt: string }) => undoneAt !== null)).toBe(
      true,
    );
  });

  test('stay in the list if they were also looked up', async () => {
    const scope = newScope();
    await insertCredit(scope, 10_000_000, null);
    await importRows(scope, 'creators', [{ username: 'ada', followers: 5 }]);
    await ask(scope, '{ creator(platform: TIKTOK, username: "ada") { followers } }');
    const [{ id }] = await imports(scope);
    await undo(scope, id);
    expect((await known(scope)).nodes).toMatchObject([{ username: 'ada', isImported: false, followers: 5 }]);
  });

  test('posts of creators are removed with their import too', async () => {
    const scope = newScope();
    const url = 'https://www.tiktok.com/@ada/video/7123456789';
    await importRows(scope, 'creator-posts', [{ url, views: 10 }]);
    const [record] = await imports(scope);
    expect(record).toMatchObject({ kind: 'CREATOR_POSTS', inserted: 1 });
    expect(await undo(scope, record.id)).toMatchObject({ deleted: 1 });
    const left = await scope.db
      .selectFrom('catalogue_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .selectAll()
      .execute();
    expect(left).toEqual([]);
  });

  test('can be reverted only by their own workspace, with its scope', async () => {
    const scope = newScope();
    await importRows(scope, 'creators', [{ username: 'ada' }]);
    const [{ id }] = await imports(scope);
    expect(await undo(newScope(), id)).toEqual({ __typename: 'NotFound' });
    expect(await undo(scope, 'nothing')).toEqual({ __typename: 'NotFound' });
    const { errors } = await ask(scope, UNDO, { id }, { scopes: ['creators:read'] });
    expect(errors![0]!.originalError).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
    expect((await known(scope)).totalCount).toBe(1);
  });
});

describe('creators that are looked up', () => {
  const LOOK = '{ creator(platform: TIKTOK, username: "Ada") { fullName } }';

  test('are listed with the profile that was read', async () => {
    const scope = newScope();
    await insertCredit(scope, 10_000_000, null);
    await importRows(scope, 'creators', [{ username: 'ada', full_name: 'Ada L', followers: 5 }]);
    await scope.db.deleteFrom('known_creators').where('workspace_id', '=', scope.workspaceId).execute();
    expect((await ask(scope, LOOK)).data.creator).toEqual({ fullName: 'Ada L' });
    const [found] = (await known(scope)).nodes;
    expect(found).toMatchObject({ username: 'Ada', fullName: 'Ada L', followers: 5, isImported: false });
    expect(found.lookedUpAt).not.toBeNull();
  });

  test('are not listed if they were not found', async () => {
    const scope = newScope();
    await insertCredit(scope, 10_000_000, null);
    await ask(scope, LOOK);
    expect((await known(scope)).totalCount).toBe(0);
  });

  test('are not listed if they have opted out', async () => {
    const scope = newScope();
    await importRows(scope, 'creators', [{ username: 'gone' }, { username: 'here' }]);
    expect(await known(scope)).toMatchObject({ totalCount: 1, nodes: [{ username: 'here' }] });
  });

  test('resolve to the creator', async () => {
    const scope = newScope();
    await insertCredit(scope, 10_000_000, null);
    await importRows(scope, 'creators', [{ username: 'ada', bio: 'Mathematics' }]);
    const { data } = await ask(scope, '{ knownCreators { nodes { creator { username bio } } } }');
    expect(data.knownCreators.nodes).toEqual([{ creator: { username: 'ada', bio: 'Mathematics' } }]);
  });
});

interface Model {
  platform: Platform;
  username: string;
  fullName: string | null;
  followers: number | null;
  hour: number;
  imported: boolean;
}

const LIST = `query ($filter: KnownCreatorFilter, $search: String, $sort: KnownCreatorSort!, $order: SortOrder!, $first: Int, $after: String) {
  knownCreators(filter: $filter, search: $search, sort: $sort, order: $order, first: $first, after: $after) {
    totalCount nodes { platform username } pageInfo { endCursor hasNextPage } } }`;

describe('creators are listed as a simple reference implementation lists them', () => {
  let scope: Scope<Tables>;
  let stored: Model[];
  beforeAll(async () => {
    const model: fc.Arbitrary<Model> = fc.record({
      platform: fc.constantFrom<Platform>('tiktok', 'x'),
      username: fc.stringMatching(/^[a-d]{1,3}$/),
      fullName: fc.option(fc.constantFrom('Ada', 'Émile')),
      followers: fc.option(fc.constantFrom(0, 5, 5, 9_007_199_254_740_991)),
      hour: fc.integer({ min: 0, max: 4 }),
      imported: fc.boolean(),
    });
    const unique = fc.uniqueArray(model, {
      minLength: 60,
      maxLength: 60,
      selector: ({ platform, username }) => `${platform} ${username}`,
    });
    [stored] = fc.sample(unique, { numRuns: 1, seed: 5 }) as [Model[]];
    scope = newScope();
    for (const each of [scope, newScope()])
      for (const { hour, imported, ...creator } of stored)
        await upsertKnownCreators(each, [{ ...creator, creator: creator.username }], {
          at: new Date(Date.UTC(2026, 2, 1, hour)),
          importId: imported ? null : undefined,
        });
  });

  const NAMES = { tiktok: 'TIKTOK', x: 'X' } as Readonly<Record<string, string>>;
  const keyOf = ({ platform, username }: Model) => `${platform} ${username}`;

  function expected(
    wanted: { filter: { platform?: string[]; imported?: boolean }; search: string | null },
    sort: string,
    order: string,
  ) {
    const value = ({ followers, hour, imported }: Model) => {
      if (sort === 'FOLLOWERS') return followers;
      return sort === 'LOOKED_UP' && imported ? null : hour;
    };
    const sign = order === 'ASC' ? 1 : -1;
    const compare = (one: Model, other: Model) => {
      const [a, b] = [value(one), value(other)];
      if ((a === null) !== (b === null)) return a === null ? 1 : -1;
      return sign * ((a ?? 0) - (b ?? 0) || (keyOf(one) < keyOf(other) ? -1 : 1));
    };
    const { platform, imported } = wanted.filter;
    return stored
      .filter((each) => !platform?.length || platform.includes(NAMES[each.platform]!))
      .filter((each) => imported === undefined || each.imported === imported)
      .filter(({ username, fullName }) => {
        const wordsOf = [username, fullName?.toLowerCase()];
        return wanted.search === null || wordsOf.includes(wanted.search.toLowerCase());
      })
      .sort(compare)
      .map((each) => `${NAMES[each.platform]} ${each.username}`);
  }

  test('page by page, with their total', async () => {
    const wanted = fc.record({
      filter: fc.record(
        { platform: fc.subarray(['TIKTOK', 'X']), imported: fc.boolean() },
        { requiredKeys: [] },
      ),
      search: fc.option(fc.constantFrom('Ada', 'émile', 'zz', 'B')),
    });
    const sorting = fc.record({
      sort: fc.constantFrom('ADDED', 'LOOKED_UP', 'FOLLOWERS'),
      order: fc.constantFrom('ASC', 'DESC'),
    });
    const property = fc.asyncProperty(
      wanted,
      sorting,
      fc.integer({ min: 1, max: 40 }),
      async (asked, sorted, first) => {
        const whole = expected(asked, sorted.sort, sorted.order);
        const seen: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { data, errors } = await ask(scope, LIST, { ...asked, ...sorted, first, after });
          expect(errors).toBeUndefined();
          const { nodes, totalCount, pageInfo } = data.knownCreators;
          expect(totalCount).toBe(whole.length);
          seen.push(
            ...nodes.map(({ platform, username }: Record<string, string>) => `${platform} ${username}`),
          );
          ({ endCursor: after, hasNextPage: more } = pageInfo);
        }
        expect(seen).toEqual(whole);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });
});
