import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { importsOf, ROOT } from '@tributary/test/support/sources';

const SRC = 'subgraphs/kit/src';
const ENTRY_POINTS = [
  'administration',
  'brands',
  'citus',
  'embedded-postgres',
  'events',
  'host',
  'http-client',
  'http-server',
  'import',
  'jobs',
  'postgres',
  'subgraph',
  'telemetry',
  'text',
];
const MAX_NAMES = 35;

/** Reads a file by its path from the root. */
function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Lists the names that a file exports. */
function exportsOf(path: string): string[] {
  const text = read(path);
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    names!.split(','),
  );
  const declared = [...text.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm)];
  return [...lists.map((name) => name.trim()).filter(Boolean), ...declared.map(([, name]) => name!)];
}

test('package.json exports the entry points and the test helpers, and nothing else', () => {
  const { exports } = JSON.parse(read('subgraphs/kit/package.json')) as {
    exports: Record<string, string>;
  };
  const folders = Object.values(exports).map((path) => /^\.\/src\/([\w-]+)\/index\.ts$/.exec(path)?.[1]);
  expect(folders.sort()).toEqual([...ENTRY_POINTS, 'testing'].sort());
});

test.each(ENTRY_POINTS)(`%s exports at most ${MAX_NAMES} names, and no whole module`, (folder) => {
  const index = join(SRC, folder, 'index.ts');
  const names = exportsOf(index);
  expect(names.length).toBeGreaterThan(0);
  expect(names.length).toBeLessThanOrEqual(MAX_NAMES);
  expect(read(index)).not.toMatch(/export \*/);
});

test('text, which worker threads import, loads no server and no database client', () => {
  const reached = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const name of importsOf({ path, text: read(path) }))
      if (name.endsWith('.ts')) visit(name);
      else packages.add(name);
  };
  visit(join(SRC, 'text/index.ts'));
  expect(reached.size).toBeGreaterThan(1);
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([]);
});
