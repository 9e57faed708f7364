import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { openServices } from '@tributary/kit/testing';
import { LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';

/** What crosses from one subgraph into another, over the demo's data. */
describe.each(LAYOUTS)('%s', (layout) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ layout });
    const now = new Date();
    for (const subgraph of subgraphs)
      await subgraph.open(openServices(app.database)).demo(app.workspaceId, now);
  });
  afterAll(() => app.stop());

  test('a mention leads to its author as a creator, who may be nobody that is known', async () => {
    const { data, errors } = await app.graphql(`{
      mentions(sort: ENGAGEMENT_RATE, first: 20) {
        nodes { author { handle creator { platform username followers medianViews { value } } } }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.mentions.nodes.length).toBeGreaterThan(0);
  });

  test('a creator leads to their mentions, and a community post to its author', async () => {
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

  test('a snapshot’s brand leads to the posts and mentions that were counted', async () => {
    const { data, errors } = await app.graphql(`{
      intelligenceQueries(first: 1) { nodes { snapshots(first: 1) { nodes {
        brands { brand { name communityPosts(first: 1) { totalCount } mentions(first: 1) { nodes { text } } } }
      } } } }
    }`);
    expect(errors).toBeUndefined();
    expect(data.intelligenceQueries.nodes[0].snapshots.nodes[0].brands.length).toBe(3);
  });
});
