import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { changesDocument, listChanges, listUnannounced } from '../list-changes.ts';

const BEFORE = buildSchema(`
  "Old text."
  type Query { posts(first: Int): [String!] gone: String state: State }
  enum State { ON }
`);
const AFTER = buildSchema(`
  "New text."
  type Query { posts(first: Int!): [String!] state: State added: Int }
  enum State { ON OFF }
`);

describe('the changes of a schema', () => {
  test('are breaking, dangerous or compatible; descriptions are none', async () => {
    const changes = await listChanges(BEFORE, AFTER);
    expect(changes.map(({ path, criticality }) => [path, criticality])).toEqual([
      ['Query.added', 'safe'],
      ['Query.gone', 'breaking'],
      ['Query.posts.first', 'breaking'],
      ['State.OFF', 'dangerous'],
    ]);
    expect(changesDocument(changes, '0.1.0')).toMatch(
      /^# Changes of the GraphQL schema since 0\.1\.0\n[\s\S]*## Breaking\n\n.*\n\n- `Query\.gone`: .*removed.*\n/,
    );
  });

  test('that break clients must be named in the changelog under Unreleased', async () => {
    const changes = await listChanges(BEFORE, AFTER);
    const unannounced = (text: string) => listUnannounced(changes, text).map(({ path }) => path);
    expect(unannounced('# Changelog\n\n## 0.1.0\n\n- `Query.gone`, `Query.posts.first`\n')).toEqual([
      'Query.gone',
      'Query.posts.first',
    ]);
    const announced = '## Unreleased\n\n- `Query.gone` is removed.\n\n## 0.1.0\n\n- `Query.posts.first`\n';
    expect(unannounced(announced)).toEqual(['Query.posts.first']);
    expect(unannounced(`## Unreleased\n\n- \`Query.posts(first:)\` is required.\n${announced}`)).toEqual([
      'Query.gone',
    ]);
  });
});
