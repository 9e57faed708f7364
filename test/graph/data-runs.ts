import type { OpenSubgraph } from '@tributary/kit/host';
import { runImport } from '@tributary/kit/import';
import { openServices } from '@tributary/kit/testing';
import { mentions } from '@tributary/mentions';
import { eventually } from '@tributary/test/support';
import type { World } from './shape.ts';

const KIND = mentions.imports.find(({ name }) => name === 'mentions')!;

/** Opens the mentions subgraph for imports into the database of a world. */
export function openMentions({ app }: Pick<World, 'app'>): OpenSubgraph {
  return mentions.open(openServices(app.database));
}

/**
 * Imports a mention by a fan for each index into one dataset, in a run that analyses them; they are
 * newer than all other mentions.
 */
export async function runMentions(world: World, indexes: readonly number[]): Promise<void> {
  const { app, key } = world;
  const { data } = await app.graphql(
    'mutation { createDataset(input: { name: "listed" }) { ... on DatasetCreated { dataset { id } } } }',
    {},
    key,
  );
  const { id } = data.createDataset.dataset;
  const ndjson = indexes.map((index) => JSON.stringify(mentionOf(world, index))).join('\n');
  await app.graphql(
    `mutation ($id: ID!, $ndjson: String!) {
      startRun(datasetId: $id, input: { ndjson: $ndjson, numCommentsPerPost: 2 }) { __typename } }`,
    { id, ndjson },
    key,
  );
  await eventually(async () => {
    const found = await app.graphql('query ($id: ID!) { dataset(id: $id) { mentionsCount } }', { id }, key);
    if (found.data.dataset.mentionsCount !== indexes.length) throw new Error('The run is not over.');
  });
}

/**
 * Imports a mention into one more dataset without analysing it again, as `tributary import
 * mentions` does: a run of the job queue would end only after its turn.
 */
export async function importMention(
  open: OpenSubgraph,
  world: World,
  index: number,
  dataset: string,
): Promise<void> {
  const options = { dataset, analysis: 'off', comments: '2' };
  const target = open.beginImport('mentions', world.workspaceId, options, undefined, 'fans.ndjson');
  async function* file() {
    yield Buffer.from(JSON.stringify(mentionOf(world, index)));
  }
  const report = await runImport({ ...target, file: file(), format: 'ndjson', fields: KIND.fields });
  await target.finish?.({ report });
  if (report.rejected > 0) throw new Error(`The mention was rejected: ${JSON.stringify(report)}`);
}

function mentionOf({ prefix }: World, index: number): object {
  const author = `${prefix}listed${index}`;
  return {
    external_id: author,
    source: 'x',
    url: `https://x.com/${author}/status/${90_000 + index}`,
    author,
    text: 'I love nitro, it is wonderful. Great work!',
    posted_at: new Date(Date.parse('2026-06-01T00:00:00Z') + index * 60_000).toISOString(),
    media: [{ type: 'image', url: 'https://x.example/p.jpg' }],
    comments: [{ id: `c${index}`, text: 'Indeed.' }],
  };
}
