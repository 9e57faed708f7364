import { inProcessPort } from '@tributary/gateway/graph';
import { type OpenSubgraph, runImport } from '@tributary/kit';
import { openServices } from '@tributary/kit/testing';
import { mentions } from '@tributary/mentions';
import type { World } from './shape.ts';

const KIND = mentions.imports.find(({ name }) => name === 'mentions')!;

/** Opens the mentions subgraph for imports into the database of a world. */
export function openMentions({ app }: Pick<World, 'app'>): OpenSubgraph {
  const graph = inProcessPort();
  graph.bind(app.app.graph);
  return mentions.open({ ...openServices(app.database), graph });
}

/**
 * Imports a mention of a fan for each index, as `tributary import mentions` does: a run of the job queue would end only when its
 * turn has come. They are newer than every other mention.
 */
export async function importMentions(
  open: OpenSubgraph,
  world: World,
  indexes: readonly number[],
  options: { readonly dataset: string; readonly analysis: 'on' | 'off' },
): Promise<void> {
  const every = { ...options, comments: '2' };
  const target = open.beginImport('mentions', world.workspaceId, every, undefined, 'fans.ndjson');
  async function* file() {
    for (const index of indexes) yield Buffer.from(`${JSON.stringify(mentionOf(world, index))}\n`);
  }
  const report = await runImport({ ...target, file: file(), format: 'ndjson', fields: KIND.fields });
  await target.finish?.({ report });
  if (report.rejected > 0) throw new Error(`Mentions were rejected: ${JSON.stringify(report)}`);
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
