import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { eventually, fillWithDemo, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';

/** Requests from one subgraph to another, with the demo's data. */
describe.each(LAYOUTS)('%s', (layout) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ layout });
    const now = new Date();
    for (const subgraph of subgraphs) await fillWithDemo(app, subgraph, app.workspaceId, now);
  });
  afterAll(() => app.stop());

  test('a mention resolves its author as a creator, or null if unknown', async () => {
    const { data, errors } = await app.graphql(`{
      mentions(sort: ENGAGEMENT_RATE, first: 20) {
        nodes { author { handle creator { platform username followers medianViews { value } } } }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.mentions.nodes.length).toBeGreaterThan(0);
  });

  test('a creator resolves their mentions, and a community post its author', async () => {
    const { data, errors } = await app.graphql(`{
      creator(platform: TIKTOK, username: "charlidamelio") {
        fullName followers mentions(first: 5) { nodes { text } }
      }
      communityPosts(first: 100) { nodes { author authorCreator { platform username followers } } }
    }`);
    expect(errors).toBeUndefined();
    expect(data.creator.fullName).toBe("Charli D'Amelio");
    expect(data.communityPosts.nodes.length).toBeGreaterThan(50);
  });

  test('a run finds the brands that the workspace tracks', async () => {
    const query = await app.graphql(
      'mutation ($input: CreateIntelligenceQueryInput!) { createIntelligenceQuery(input: $input) { __typename } }',
      {
        input: {
          primaryBrand: { name: 'Zyxware', aliases: ['zyx suite'] },
          competitorBrands: [{ name: 'Quuxer' }],
        },
      },
    );
    expect(query.data.createIntelligenceQuery.__typename).toBe('IntelligenceQueryCreated');
    const made = await app.graphql(
      'mutation { createDataset(input: { name: "tracked" }) { ... on DatasetCreated { dataset { id } } } }',
    );
    const dataset = made.data.createDataset.dataset.id;
    const record = {
      external_id: 'z1',
      source: 'x',
      text: 'Moved from the ZYX suite to quuxer',
      posted_at: '2026-01-01',
    };
    await app.graphql(
      'mutation ($dataset: ID!, $ndjson: String!) { startRun(datasetId: $dataset, input: { ndjson: $ndjson }) { __typename } }',
      { dataset, ndjson: JSON.stringify(record) },
    );
    const found = await eventually(async () => {
      const { data } = await app.graphql(
        'query ($ids: [ID!]) { mentions(datasetIds: $ids) { nodes { mentionedBrands { name brand { tracked } } } } }',
        { ids: [dataset] },
      );
      if (!data.mentions.nodes[0]) throw new Error('The run has not brought the mention yet.');
      return data.mentions.nodes[0];
    });
    expect(found.mentionedBrands).toHaveLength(2);
    expect(found.mentionedBrands).toEqual(
      expect.arrayContaining([
        { name: 'Zyxware', brand: { tracked: true } },
        { name: 'Quuxer', brand: { tracked: true } },
      ]),
    );
  });

  test('a snapshot’s brand resolves the posts and mentions that were counted', async () => {
    const { data, errors } = await app.graphql(`{
      intelligenceQueries(first: 1) { nodes { snapshots(first: 1) { nodes {
        brands { brand { name communityPosts(first: 1) { totalCount } mentions(first: 1) { nodes { text } } } }
      } } } }
    }`);
    expect(errors).toBeUndefined();
    expect(data.intelligenceQueries.nodes[0].snapshots.nodes[0].brands.length).toBe(3);
  });
});
