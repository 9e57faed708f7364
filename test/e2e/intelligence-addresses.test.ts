import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import fc from 'fast-check';
import { capture, createQuery } from '../support/intelligence.ts';

const DAY = '2026-04-02';
const BRANDS = ['Nitro', 'Torque', 'Zephyr'];

/** A text of the test data: a community post, a mention, or both under two spellings of its URL. */
interface Said {
  readonly id: number;
  readonly brands: readonly string[];
  readonly as: 'post' | 'mention' | 'both';
  /** The spelling of the mention's URL. */
  readonly spelling: number;
}

const SAID = fc.array(
  fc.record({
    brands: fc.subarray(BRANDS, { minLength: 1 }),
    as: fc.constantFrom<Said['as']>('post', 'mention', 'both'),
    spelling: fc.nat({ max: 3 }),
  }),
  { minLength: 120, maxLength: 120 },
);

const spellings = (id: number) => [
  `https://x.com/someone/status/${id}`,
  `https://twitter.com/someone/status/${id}?s=20&t=abc`,
  `https://mobile.twitter.com/Someone/statuses/${id}#m`,
  `https://x.com/i/web/status/${id}/?utm_source=share`,
];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

async function addMentions(records: readonly object[]): Promise<void> {
  const { data } = await app.graphql(
    'mutation { createDataset(input: { name: "said" }) { ... on DatasetCreated { dataset { id } } } }',
  );
  const { id } = data.createDataset.dataset;
  const ndjson = records.map((record) => JSON.stringify(record)).join('\n');
  await app.graphql(
    'mutation ($id: ID!, $ndjson: String!) { startRun(datasetId: $id, input: { ndjson: $ndjson }) { __typename } }',
    { id, ndjson },
  );
  await eventually(async () => {
    const found = await app.graphql('query ($id: ID!) { dataset(id: $id) { mentionsCount } }', { id });
    if (found.data.dataset.mentionsCount !== records.length) throw new Error('The run is not over.');
  });
}

test('a text that is community post and mention counts once, in brands, shares and sentiment', async () => {
  const [said] = fc.sample(SAID, { numRuns: 1 }).map((rows) => rows.map((row, id) => ({ ...row, id })));
  const textOf = ({ brands }: Said) => `I love ${brands.join(' and ')}. Great work!`;
  const posted = new Date(`${DAY}T10:00:00Z`);
  await importPosts(
    app.database,
    app.workspaceId,
    said!
      .filter((each) => each.as !== 'mention')
      .map((each) => ({
        source: 'x',
        url: spellings(each.id)[0]!,
        title: '',
        body: textOf(each),
        posted_at: posted,
      })),
  );
  await addMentions(
    said!
      .filter((each) => each.as !== 'post')
      .map((each) => ({
        external_id: String(each.id),
        source: 'x',
        url: spellings(each.id)[each.spelling]!,
        text: textOf(each),
        posted_at: posted.toISOString(),
      })),
  );
  const id = await createQuery(
    app,
    BRANDS.map((name) => ({ name })),
    { rangeDays: 1 },
  );
  const { snapshot } = await capture(app, id, DAY);

  const counts = BRANDS.map((name) => said!.filter(({ brands }) => brands.includes(name)).length);
  const total = counts.reduce((sum, each) => sum + each, 0);
  expect(snapshot.total).toBe(total);
  expect(snapshot.brands.map(({ mentions: each }: { mentions: number }) => each)).toEqual(counts);
  expect(snapshot.brands.map(({ percent }: { percent: number }) => percent)).toEqual(
    counts.map((each) => Math.round((each * 1_000) / total) / 10),
  );
  for (const brand of snapshot.brands) {
    expect(brand.byCommunity).toEqual([
      expect.objectContaining({ community: 'x', mentions: brand.mentions }),
    ]);
    // Only mentions have a sentiment; a text that is also a post does not count again.
    expect(brand.positivePercent).toBe(100);
  }
});
