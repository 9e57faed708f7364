import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { insertQuery, updateQuery } from '../src/data/queries.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { checkCreate, checkUpdate } from '../src/query-input.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

test('neither of two concurrent updates of a query is lost', async () => {
  const scope: Scope<Tables> = {
    db: kyselyFor<Tables>(opened.database.pool, 'intelligence', tenantTables),
    workspaceId: randomUUID(),
  };
  for (let round = 0; round < 10; round += 1) {
    const input = { primaryBrand: { name: 'Acme' }, competitorBrands: [], communities: [], rangeDays: 30 };
    const { id } = (await insertQuery(scope, { ...checkCreate(input), createdAt: new Date() }))!;
    await Promise.all([
      updateQuery(scope, id, (known) => checkUpdate(known, { rangeDays: 7 })),
      updateQuery(scope, id, (known) => checkUpdate(known, { communities: ['reddit'] })),
      updateQuery(scope, id, (known) => checkUpdate(known, { competitorBrands: [{ name: 'Globex' }] })),
    ]);
    const query = await updateQuery(scope, id, (known) => known);
    expect(query).toMatchObject({ rangeDays: 7, communities: ['reddit'] });
    expect(query!.brands.map(({ name }) => name)).toEqual(['Acme', 'Globex']);
  }
});
