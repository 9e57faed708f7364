import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { runProgram } from '../support/process.ts';
import { folderOf, gateway } from './gateway.js';

const DOCUMENTS = fileURLToPath(new URL('../graph/documents/*.graphql', import.meta.url));
const TSC = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));

/**
 * Uses the types as an application would; every line below a `@ts-expect-error` must be a type
 * error.
 */
const APPLICATION = `
import type { CampaignQuery, DraftMutation, TriageQuery, TriageQueryVariables } from './operations.ts';
import type { CommunityPost } from './schema.ts';

export const variables: TriageQueryVariables = { keyword: 'AI tools' };
// @ts-expect-error The keyword is required.
export const none: TriageQueryVariables = {};

export function scores({ communityPosts }: TriageQuery): string[] {
  return communityPosts?.nodes.map(({ title, analysis }) => title + analysis.score.toFixed(1)) ?? [];
}
// @ts-expect-error A root field that has failed is null.
export const total = ({ communityPosts }: TriageQuery): number => communityPosts.nodes.length;
export function competitors({ communityPosts }: TriageQuery): string[] {
  // @ts-expect-error The competitor may be null.
  return communityPosts!.nodes.map(({ competitor }) => competitor.name);
}
export function answered({ posts }: CampaignQuery): unknown[] {
  return posts?.nodes.map(({ inReplyTo }) => inReplyTo?.__typename === 'Mention' && inReplyTo.url) ?? [];
}
export function title(post: CommunityPost): string {
  return post.title;
}
export function failed({ createPost }: DraftMutation): string | null {
  return createPost && 'field' in createPost ? createPost.field : null;
}
`;

test('graphql-codegen introspects the gateway, and its types of the operations compile', async (t) => {
  const folder = await folderOf(t);
  await generate(
    {
      schema: { [gateway.url]: { headers: gateway.headers } },
      documents: DOCUMENTS,
      generates: {
        [join(folder, 'schema.ts')]: { plugins: ['typescript'] },
        [join(folder, 'operations.ts')]: { plugins: ['typescript-operations'] },
      },
      silent: true,
    },
    true,
  );
  await writeFile(join(folder, 'application.ts'), APPLICATION);
  const flags = ['--strict', '--noEmit', '--allowImportingTsExtensions', '--types', ''];
  const { code, stdout } = await runProgram(TSC, [...flags, 'application.ts'], { cwd: folder });
  assert.equal(code, 0, stdout);
});
