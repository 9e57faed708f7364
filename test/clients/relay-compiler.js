import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/process.ts';
import { folderOf, gateway, readSdl } from './gateway.js';

const PROGRAM = fileURLToPath(new URL('node_modules/relay-compiler/cli.js', import.meta.url));

/**
 * A paginated list as a fragment with a connection: Relay requires `edges`, `node`, `cursor` and
 * `pageInfo`.
 */
const POSTS = `
import { graphql } from 'relay-runtime';

export const page = graphql\`
  query postsPageQuery($keyword: String!) {
    ...posts_list @arguments(keyword: $keyword)
    viewer { workspace { id name } }
  }
\`;
export const list = graphql\`
  fragment posts_list on Query
  @argumentDefinitions(
    keyword: { type: "String!" }
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "postsNextPageQuery") {
    communityPosts(filter: { keyword: $keyword }, first: $count, after: $cursor)
      @connection(key: "posts_communityPosts") {
      edges { node { id ...posts_item } }
    }
  }
\`;
export const item = graphql\`
  fragment posts_item on CommunityPost {
    title
    analysis { score }
    replies { id inReplyTo { __typename ... on Mention { text } } }
  }
\`;
export const add = graphql\`
  mutation postsAddMutation($name: String!, $connections: [ID!]!) {
    createDataset(input: { name: $name }) {
      ... on DatasetCreated {
        dataset @appendNode(connections: $connections, edgeTypeName: "DatasetEdge") { id name }
      }
    }
  }
\`;
`;

test('the Relay compiler accepts the schema and a connection, and the gateway answers its operations', async (t) => {
  const folder = await folderOf(t);
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/posts.ts'), POSTS);
  await writeFile(join(folder, 'api.graphql'), await readSdl());
  const config = { src: './src', schema: './api.graphql', language: 'typescript' };
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
  const compiled = await runProgram(process.execPath, [PROGRAM, 'relay.config.json'], { cwd: folder });
  assert.equal(compiled.code, 0, compiled.stdout + compiled.stderr);

  const made = join(folder, 'src/__generated__');
  assert.deepEqual((await readdir(made)).sort(), [
    'postsAddMutation.graphql.ts',
    'postsNextPageQuery.graphql.ts',
    'postsPageQuery.graphql.ts',
    'posts_item.graphql.ts',
    'posts_list.graphql.ts',
  ]);
  const first = await ask(await textOf(made, 'postsPageQuery'), { keyword: 'AI tools' });
  assert.equal(first.viewer.workspace.name, 'demo');
  assert.equal(first.communityPosts.edges.length, 2);
  const added = await ask(await textOf(made, 'postsAddMutation'), { name: 'by Relay' });
  assert.equal(added.createDataset.dataset.name, 'by Relay');
  const next = await ask(await textOf(made, 'postsNextPageQuery'), {
    keyword: 'AI tools',
    cursor: first.communityPosts.pageInfo.endCursor,
  });
  assert.notEqual(next.communityPosts.edges[0].node.id, first.communityPosts.edges[0].node.id);
});

/** Returns the operation that an artifact would send. */
async function textOf(folder, name) {
  const artifact = await readFile(join(folder, `${name}.graphql.ts`), 'utf8');
  return JSON.parse(/^ {4}"text": (".*")$/m.exec(artifact)[1]);
}

async function ask(query, variables) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...gateway.headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}
