import { DAY } from '@tributary/kit';
import { eventually, http } from '@tributary/test/support';
import { BEGIN, snapshotsOf, topicOf, upTo, type World } from './shape.ts';

/**
 * Adds for each row a mention by Ada, one by a fan of Nitro with an image, one against Torque, and
 * one of a topic.
 */
export async function addMentions({ app, prefix, rows, key }: World): Promise<string> {
  const { data } = await app.graphql(
    `mutation { createDataset(input: { name: "desks", brands: [{ name: "Nitro" }, { name: "Torque" }] }) {
      ... on DatasetCreated { dataset { id } } } }`,
    {},
    key,
  );
  const dataset: string = data.createDataset.dataset.id;
  const mention = (kind: string, index: number, author: string, text: string, more: object = {}) => ({
    external_id: `${kind}${index}`,
    source: 'x',
    url: `https://x.com/${author}/status/${kind.length * 10_000 + index}`,
    author,
    text,
    posted_at: new Date(BEGIN + (index % snapshotsOf({ rows })) * DAY).toISOString(),
    ...more,
  });
  const records = upTo(rows).flatMap((index) => [
    mention('ada', index, `${prefix}ada`, `I love this wonderful desk, number ${index}. Great work!`, {
      ...{ views: 1_000, likes: 50 + index, comment_count: 0, shares: 0 },
    }),
    mention('nitro', index, `${prefix}lover${index}`, 'I love nitro, it is wonderful. Great work!', {
      media: [{ type: 'image', url: 'https://x.example/p.jpg' }],
      ...{ views: 1_000, likes: 100 + index, comment_count: 0, shares: 0 },
      // Outside of the days that are counted for shares of voice.
      posted_at: '2026-02-01T10:00:00Z',
    }),
    ...(index < snapshotsOf({ rows })
      ? [
          mention('hater', index, `${prefix}hater${index}`, 'I hate Torque. It is terrible and awful.', {
            likes: 7,
          }),
        ]
      : []),
    mention('topic', index, `${prefix}topical${index}`, `All about ${topicOf(index)}.`),
  ]);
  await app.graphql(
    'mutation ($dataset: ID!, $ndjson: String!) { startRun(datasetId: $dataset, input: { ndjson: $ndjson }) { __typename } }',
    { dataset, ndjson: records.map((record) => JSON.stringify(record)).join('\n') },
    key,
  );
  await eventually(async () => {
    const found = await app.graphql(
      'query ($id: ID!) { dataset(id: $id) { mentionsCount } }',
      { id: dataset },
      key,
    );
    if (found.data.dataset.mentionsCount !== records.length) throw new Error('The run is not over.');
  });
  return dataset;
}

/** Replies to the buyers, and to one mention, published to an X account. */
export async function addPublished({ app, workspaceId, key, prefix, rows, dataset }: World): Promise<string> {
  const ask = async (query: string, variables: object) => {
    const { data, errors } = await app.graphql(query, variables, key);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const { connectAccount } = await ask(
    `mutation { connectAccount(input: { platform: X, credentials: [{ name: "accessToken", value: "good" }] }) {
      ... on AccountConnected { account { id } } } }`,
    {},
  );
  const { communityPosts, mentions } = await ask(
    `query ($dataset: ID!) {
      communityPosts(filter: { source: X }, first: 100) { nodes { id author } }
      mentions(datasetIds: [$dataset], first: 1, filter: [[{ keyword: { operator: IS, value: "quokka0" } }]]) { nodes { id } }
    }`,
    { dataset },
  );
  const subjects = [
    ...communityPosts.nodes.map(({ id }: { id: string }) => ({ communityPostId: id })).slice(0, rows - 1),
    { mentionId: mentions.nodes[0].id },
  ];
  const rest = await app.key('social-crm', { workspaceId });
  const ids: string[] = [];
  for (const [index, inReplyTo] of subjects.entries()) {
    const input = {
      body: `${prefix} can help, number ${index}.`,
      accountIds: [connectAccount.account.id],
      inReplyTo,
    };
    const { createPost } = await ask(
      'mutation ($input: CreatePostInput!) { createPost(input: $input) { ... on PostCreated { post { id } } } }',
      { input },
    );
    ids.push(createPost.post.id);
  }
  const headers = { authorization: `Bearer ${rest}` };
  for (const id of ids) {
    const { status, text } = await http(app.url, `/social-crm/v1/posts/${id}/publish`, {
      method: 'POST',
      headers,
    });
    if (status >= 300) throw new Error(`Publishing answered ${status}: ${text}`);
  }
  await eventually(async () => {
    const { posts: published } = await ask(
      '{ posts(filter: { status: PUBLISHED }, first: 100) { nodes { id } } }',
      {},
    );
    if (published.nodes.length !== subjects.length) throw new Error('Not all are published yet.');
  });
  return connectAccount.account.id;
}
