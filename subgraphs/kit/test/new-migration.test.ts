import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@tributary/kit/testing';
import { createMigration } from '../bin/create-migration.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await temporaryFolder('migrations-'), 'migrations');
  mkdirSync(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const create = (name: string) => createMigration(pathToFileURL(`${folder}/`), name);

/** Imports the list, as a subgraph does at its start. */
async function migrations(): Promise<Record<string, { up?: unknown }>> {
  return (await import(pathToFileURL(join(folder, 'index.ts')).href)).migrations;
}

describe('a new migration', () => {
  test('is registered if it is the first of a folder without a list', async () => {
    expect(create('add-notes')).toBe('0001-add-notes');
    expect(readdirSync(folder).sort()).toEqual(['0001-add-notes.ts', 'index.ts']);
    const list = await migrations();
    expect(Object.keys(list)).toEqual(['0001-add-notes']);
    expect(list['0001-add-notes']!.up).toEqual(expect.any(Function));
  });

  test('is registered in an empty list', async () => {
    writeFileSync(join(folder, 'index.ts'), '/** Oldest first. */\nexport const migrations = {};\n');
    create('add-notes');
    expect(Object.keys(await migrations())).toEqual(['0001-add-notes']);
  });

  test('is registered after the others, with the next number', async () => {
    const names = ['add-notes', 'note-colours', 'delete-drafts'].map(create);
    expect(names).toEqual(['0001-add-notes', '0002-note-colours', '0003-delete-drafts']);
    const list = await migrations();
    expect(Object.keys(list)).toEqual(names);
    for (const { up } of Object.values(list)) expect(up).toEqual(expect.any(Function));
  });

  test('must have a name that no other migration of the subgraph has', () => {
    create('add-notes');
    expect(() => create('add-notes')).toThrow('There is already a migration named add-notes.');
    expect(readdirSync(folder)).toHaveLength(2);
  });
});
