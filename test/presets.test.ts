import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import type { Subgraph } from '@tributary/kit/host';
import { type Preset, runImport } from '@tributary/kit/import';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { EXPORT_SAMPLES, type SampleRow } from './support/export-samples.ts';

/**
 * The options of each kind of import, and a reader of its rows that returns what all kinds have in
 * common.
 */
const KINDS: Readonly<Record<string, { options: Record<string, string>; rows: string }>> = {
  posts: {
    options: {},
    rows: `select external_id as id, url, nullif(title, '') as title, nullif(body, '') as text, posted_at as at, points as likes
      from posts.community_posts where workspace_id = $1 order by posted_at`,
  },
  'x-posts': {
    options: { account: 'someone' },
    rows: `select post_id as id, null as url, null as title, content as text, posted_at as at, likes
      from posts.x_imported_posts where workspace_id = $1 order by posted_at`,
  },
  mentions: {
    options: { dataset: 'Sample', analysis: 'off' },
    rows: `select external_id as id, url, title, text, posted_at as at, likes
      from mentions.mentions where workspace_id = $1 order by posted_at`,
  },
};

const presets = subgraphs.flatMap((subgraph) =>
  subgraph.imports.flatMap((kind) =>
    Object.entries(kind.presets).map(
      ([name, preset]) => [kind.name, name, { subgraph, kind, preset }] as const,
    ),
  ),
);

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

interface Imported {
  readonly subgraph: Subgraph;
  readonly kind: Subgraph['imports'][number];
  readonly preset: Preset;
}

/** Imports text as the command does; returns the counts and the stored rows. */
async function load({ subgraph, kind, preset }: Imported, workspaceId: string, text: string) {
  const { options, rows } = KINDS[kind.name]!;
  const target = subgraph
    .open(openServices(opened))
    .beginImport(kind.name, workspaceId, options, preset, 'sample');
  const problems: string[] = [];
  const report = await runImport({
    ...target,
    file: (async function* () {
      yield Buffer.from(text);
    })(),
    preset,
    fields: kind.fields,
    onReject: ({ reason }) => void problems.push(reason),
    onNote: ({ reason }) => void problems.push(reason),
  });
  await target.finish?.({ report });
  const stored = await opened.database.pool.query(rows, [workspaceId]);
  return { report, problems, stored: stored.rows.map(asSample) };
}

function asSample({ at, likes, ...row }: Record<string, unknown>): SampleRow {
  const number = likes === null ? null : Number(likes);
  return { ...row, at: (at as Date).toISOString(), likes: number } as SampleRow;
}

/** Returns the part of a sample's row that a kind of import can hold. */
function expectedOf(kind: string, row: SampleRow): SampleRow {
  return kind === 'x-posts' ? { ...row, url: null } : row;
}

// A new preset needs a sample.
test.each(presets)(
  'tributary import %s --preset %s stores what the file says, and nothing twice',
  async (kind, name, imported) => {
    const sample = EXPORT_SAMPLES[name]!;
    const workspaceId = crypto.randomUUID();
    const first = await load(imported, workspaceId, sample.text);
    expect(first.problems).toEqual([]);
    expect(first.stored).toEqual(sample.rows.map((row) => expectedOf(kind, row)));
    expect(first.report.inserted).toBe(sample.rows.length);
    const second = await load(imported, workspaceId, sample.text);
    expect([second.report.inserted, second.stored]).toEqual([0, first.stored]);
  },
);

test('every sample belongs to a preset', () => {
  expect([...new Set(presets.map(([, name]) => name))].sort()).toEqual(Object.keys(EXPORT_SAMPLES).sort());
});
