import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const ENTRY_POINTS = ['embedded-postgres', 'host', 'http-client', 'import', 'postgres', 'subgraph', 'text'];
const MAX_NAMES = 35;

/** Lists the names that a file exports. */
function exportsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    names!.split(','),
  );
  const declared = [...text.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm)];
  return [...lists.map((name) => name.trim()).filter(Boolean), ...declared.map(([, name]) => name!)];
}

/** Lists the files of the kit that a file imports, including type imports. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\() ?'(\.[^']+)'/g);
  return [...found].map(([, path]) => resolve(dirname(file), path!));
}

test('package.json exports the entry points and the test helpers, and nothing else', () => {
  const { exports } = JSON.parse(readFileSync(join(SRC, '../package.json'), 'utf8')) as {
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
  expect(readFileSync(index, 'utf8')).not.toMatch(/export \*/);
});

test('text, which worker threads import, loads no server and no database client', () => {
  const reached = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/\bfrom '([^.'][^']*)'/g)) packages.add(name!);
    importsOf(file).forEach(visit);
  };
  visit(join(SRC, 'text/index.ts'));
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([]);
});
