import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  codeOf,
  commentLines,
  importsOf,
  isTest,
  type Line,
  ROOT,
  readSources,
  type Source,
} from '@tributary/test/support/sources';

const FOLDERS = ['schema', 'subgraphs', 'gateway', 'test'];
const all = FOLDERS.flatMap((folder) => readSources(folder));
const product = all.filter((source) => !isTest(source));

const WIDEST_COMMENT = 100;
const MOST_FILES = 12;

describe('modules', () => {
  test('there are no import cycles', () => {
    expect(cyclesOf(product)).toEqual([]);
  });

  test(`a folder has at most ${MOST_FILES} source files`, () => {
    const counts = Map.groupBy(
      product.filter(({ path }) => !/\/migrations\//.test(path)),
      ({ path }) => dirname(path),
    );
    const crowded = [...counts].filter(([, files]) => files.length > MOST_FILES);
    expect(crowded.map(([folder, { length }]) => `${folder}: ${length}`)).toEqual([]);
  });

  test('two files of one name hold the same thing of different modules', () => {
    const named = product.filter(({ path }) => !NAMED_BY_FOLDER.some((folder) => folder.test(path)));
    const groups = [...Map.groupBy(named, ({ path }) => basename(path))];
    const shared = groups.filter(([name, files]) => files.length > 1 && !(name in PARTS));
    expect(shared.map(([, files]) => files.map(({ path }) => path).join(' and '))).toEqual([]);
  });

  test('a package declares the packages that it imports, and no others', () => {
    expect(
      packages()
        .filter(({ folder }) => folder !== 'test')
        .flatMap(wrongDependencies),
    ).toEqual([]);
  });
});

/**
 * Folders whose files are named after the type, table, operation, command, job or endpoint that
 * they hold, or after a platform's parts; the folder says which of them it is.
 */
const NAMED_BY_FOLDER = [
  /\/(resolvers|data|migrations|routes|commands|jobs|endpoints|demo)\//,
  /^gateway\/src\/rest\/dialects\/[^/]+\//,
  /^subgraphs\/platforms\/src\/(?!(generate|listen|meta|publish|statistics)\/)[^/]+\//,
];

/** What a module may have one of, by the name of the file that holds it. */
const PARTS: Readonly<Record<string, string>> = {
  'index.ts': 'what other modules may import',
  'main.ts': 'the program of a package or folder',
  'main.js': 'the program of a subgraph, which an old Node can parse',
  'context.ts': 'the context of its resolvers',
  'settings.ts': 'its environment variables',
  'tables.ts': 'its tables',
  'schema.ts': 'its PostgreSQL schema',
  'ids.ts': 'the form of its ids',
  'import.ts': 'the kind of import that it offers',
  'client.ts': 'how it reaches the server that it speaks to',
  'filter.ts': 'what its lists are filtered by',
  'demo.ts': 'its sample data',
  'metrics.ts': 'its metrics',
  'threads.ts': 'the worker threads that it opens',
  'thread.ts': 'the program of such a thread',
};

describe('time', () => {
  test('is read from the clock that the composition root passes on', () => {
    const wrong = product
      .filter(({ path }) => /^(subgraphs\/[^/]+|gateway)\/src\//.test(path))
      .filter(({ path }) => !OWN_CLOCK.some((allowed) => path.startsWith(allowed)))
      .filter((source) => /\bnew Date\(\)|\bDate\.now\b/.test(codeOf(source)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

/**
 * What may read the system's clock: the composition roots of a gateway, of a process that serves
 * one subgraph, and of tests; and the embedded server, which waits for a process and for files
 * that the operating system dates.
 */
const OWN_CLOCK = [
  'gateway/src/compose/overrides.ts',
  'subgraphs/kit/src/host/serve.ts',
  'subgraphs/kit/src/testing/index.ts',
  'subgraphs/kit/src/embedded-postgres/',
];

describe('comments', () => {
  // A migration is never edited once it has landed.
  const lines = all.filter(({ path }) => !path.includes('/migrations/')).flatMap(commentLines);

  test(`are at most ${WIDEST_COMMENT} columns wide`, () => {
    const long = lines.filter(({ text }) => text.length > WIDEST_COMMENT && !/https?:/.test(text));
    expect(long.map(placeOf)).toEqual([]);
  });

  test('use the standard terms of the field', () => {
    expect(lines.filter(({ text }) => BANNED.test(text)).map(placeOf)).toEqual([]);
  });

  test('titles of tests use them as well', () => {
    const titles = all.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (TITLE.test(line) ? [{ path, number: index + 1, text: line }] : [])),
    );
    expect(titles.length).toBeGreaterThan(1_000);
    expect(titles.filter(({ text }) => BANNED.test(text)).map(placeOf)).toEqual([]);
  });

  test('documents and schema descriptions use them as well', () => {
    const documents = [
      ...readSources('docs', /\.md$/),
      ...FOLDERS.flatMap((folder) => readSources(folder, /\.graphql$/)),
      ...['README.md', 'ARCHITECTURE.md'].map(read),
    ];
    const found = documents.flatMap(({ path, text }) =>
      text.split('\n').map((line, index) => ({ path, number: index + 1, text: line })),
    );
    expect(found.filter(({ text }) => BANNED.test(text)).map(placeOf)).toEqual([]);
  });
});

/** A line with the title of a test, or with that of a table of tests behind the table. */
const TITLE = /(?:^|\W)(?:test|describe)(?:\.\w+)?\(\s*['"`]|^\s*\]\)\(\s*['"`]/;

/** Words that have a standard term in this field, which says the same to a reader at once. */
const BANNED = new RegExp(
  `\\b(${[
    'aloft',
    'asker',
    'crew',
    'deeds?',
    'keepKey',
    'movers?',
    'purse',
    'rivals?',
    'StandIn',
    'whatever',
    'whoever',
    'whyever',
    'comes to',
    'goes on',
    'is known of',
    'is told',
    'stands there',
    'takes up',
  ].join('|')})\\b`,
  'i',
);

function placeOf({ path, number, text }: Line): string {
  return `${path}:${number}: ${text.trim()}`;
}

function read(path: string): Source {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** Finds the groups of files that import each other, types included. */
function cyclesOf(sources: readonly Source[]): string[][] {
  const files = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const order: string[] = [];
  const cycles: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const visit = (path: string): void => {
    index.set(path, index.size);
    low.set(path, index.get(path)!);
    order.push(path);
    for (const next of files.get(path) ?? []) {
      if (!files.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (order.includes(next)) low.set(path, Math.min(low.get(path)!, low.get(next)!));
    }
    if (low.get(path) !== index.get(path)) return;
    const group = order.splice(order.indexOf(path));
    if (group.length > 1) cycles.push(group);
  };
  for (const path of files.keys()) if (!index.has(path)) visit(path);
  return cycles;
}

/** Packages that are used otherwise than by an import, with the place that uses them. */
const USED_OTHERWISE: Readonly<Record<string, string>> = {
  'embedded-postgres': 'brings the binaries of PostgreSQL, which kit/embedded-postgres starts',
  'wink-eng-lite-web-model': 'is loaded by its path',
  '@20minutes/s3rver': 'is started as a process by its path',
  tailwindcss: 'is imported by a style sheet',
};

interface Package {
  readonly folder: string;
  readonly declared: readonly string[];
}

function packages(): Package[] {
  const { workspaces } = JSON.parse(read('package.json').text);
  return globSync(workspaces as string[], { cwd: ROOT }).map((folder) => {
    const { dependencies, optionalDependencies } = JSON.parse(read(`${folder}/package.json`).text);
    return { folder, declared: Object.keys({ ...dependencies, ...optionalDependencies }) };
  });
}

/** Returns the imports of a package's code that it does not declare, and unused declarations. */
function wrongDependencies({ folder, declared }: Package): string[] {
  const nested = packages().filter((each) => each.folder.startsWith(`${folder}/`));
  const own = product
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .filter(({ path }) => !nested.some((each) => path.startsWith(`${each.folder}/`)));
  const used = packagesIn(own);
  return [
    ...used.filter((name) => !declared.includes(name)).map((name) => `${folder} does not declare ${name}`),
    ...declared
      .filter((name) => !used.includes(name) && !(name in USED_OTHERWISE))
      .map((name) => `${folder} does not use ${name}`),
  ];
}

function packagesIn(sources: readonly Source[]): string[] {
  const names = sources
    .flatMap((source) => importsOf(source).filter((name) => !name.startsWith(`${folderOf(source)}/`)))
    .filter((name) => !isBuiltin(name) && !name.startsWith('virtual:') && !existsSync(join(ROOT, name)))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)];
}

function folderOf({ path }: Source): string {
  return path.split('/')[0]!;
}
