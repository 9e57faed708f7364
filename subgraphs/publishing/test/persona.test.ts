import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { derivePersona } from '../src/assistance/derive-persona.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { changePersona, findPersona } from '../src/persona/data/personas.ts';
import { applyChange, NOBODY } from '../src/persona/persona.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const newScope = (): Scope<Tables> => ({
  db: kyselyFor<Tables>(opened.database.pool, 'publishing', tenantTables),
  workspaceId: randomUUID(),
});
const now = new Date('2026-05-01T12:00:00Z');
const BODIES = ['Oat milk is here!', 'Oat milk again!', 'More oat milk!'];

test('no concurrent change is lost', async () => {
  for (let round = 0; round < 10; round += 1) {
    const scope = newScope();
    await Promise.all([
      changePersona(scope, (known) => applyChange(known, { name: 'Ada' }, now)),
      changePersona(scope, (known) => applyChange(known, { voice: 'Calm.' }, now)),
      changePersona(scope, (known) => applyChange(known, { tones: ['friendly'] }, now)),
      changePersona(scope, (known) => applyChange(known, { topics: ['honey'] }, now)),
      changePersona(scope, (known) => applyChange(known, { examples: ['Come by.'] }, now)),
    ]);
    expect(await findPersona(scope)).toEqual({
      name: 'Ada',
      voice: 'Calm.',
      tones: ['friendly'],
      topics: ['honey'],
      examples: ['Come by.'],
      updatedAt: now,
    });
  }
});

test('a name that is set while the persona is derived stays', async () => {
  for (let round = 0; round < 10; round += 1) {
    const scope = newScope();
    await Promise.all([
      changePersona(scope, (known) => derivePersona(known, BODIES, now)),
      changePersona(scope, (known) => applyChange(known, { name: 'Ada' }, now)),
    ]);
    const persona = await findPersona(scope);
    expect([persona?.name, persona?.examples]).toEqual(['Ada', BODIES]);
  }
});

test('a refused change leaves the persona as it was, and blocks no other', async () => {
  const scope = newScope();
  await changePersona(scope, (known) => applyChange(known, { name: 'Ada' }, now));
  const tooLong = changePersona(scope, (known) => applyChange(known, { voice: 'x'.repeat(1_001) }, now));
  await expect(tooLong).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await changePersona(scope, (known) => applyChange(known, { topics: ['tea'] }, now));
  expect(await findPersona(scope)).toMatchObject({ name: 'Ada', voice: null, topics: ['tea'] });
});

test('texts are measured in characters', async () => {
  const scope = newScope();
  const change = { name: '🚀'.repeat(100), voice: '🚀'.repeat(1_000), tones: ['🚀'.repeat(100)] };
  await changePersona(scope, (known) => applyChange(known, change, now));
  expect(await findPersona(scope)).toMatchObject(change);
  for (const [name, text] of [
    ['name', '🚀'.repeat(101)],
    ['voice', '🚀'.repeat(1_001)],
  ] as const)
    expect(() => applyChange(NOBODY, { [name]: text }, now)).toThrow(`\`${name}\` must have`);
});
