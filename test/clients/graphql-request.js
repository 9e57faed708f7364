import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { ClientError, GraphQLClient } from 'graphql-request';
import { gateway } from './gateway.js';

const open = () => new GraphQLClient(gateway.url, { headers: gateway.headers });

describe('graphql-request', () => {
  test('executes a document with variables', async () => {
    const document = await readFile(new URL('../graph/documents/triage.graphql', import.meta.url), 'utf8');
    const { communityPosts } = await open().request(document, { keyword: 'AI tools' });
    assert.ok(communityPosts.totalCount >= communityPosts.nodes.length);
    assert.ok(communityPosts.nodes.length > 0);
  });

  test('returns an expected failure of a mutation as data', async () => {
    const { createPost } = await open().request(
      `mutation ($input: CreatePostInput!) {
        createPost(input: $input) { __typename ... on InvalidInput { field } }
      }`,
      { input: { body: ' ' } },
    );
    assert.deepEqual(createPost, { __typename: 'InvalidInput', field: 'body' });
  });

  test('throws the errors of the gateway', async () => {
    await assert.rejects(open().request('{ nothing }'), (error) => {
      assert.ok(error instanceof ClientError);
      assert.equal(error.response.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
      return true;
    });
  });
});
