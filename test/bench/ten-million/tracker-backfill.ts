import { hackernews } from '../../upstreams/listening/hackernews.ts';
import { startStandIn, type Vendor, type VendorResponse } from '../../upstreams/stand-in.ts';
import { graphqlRequest } from '../harness/load.ts';
import { startProduct } from '../harness/product.ts';
import type { DataSet } from './data-set.ts';
import { connected } from './fill.ts';
import type { Read } from './reads.ts';
import { asked, timeBeside, type World } from './time-reads.ts';
import { untilNone } from './until-none.ts';
import type { Written } from './writes.ts';

/** Results of the platform's search: as many pages as a backfill reads. */
const PAGE = 100;
const PAGES = 50;
const POSTS = PAGE * PAGES;
/** How often it is looked whether all posts are stored, in milliseconds. */
const LOOK_EVERY = 100;
const MINUTE = 60_000;

/**
 * Creates a tracker in the largest workspace, searches a platform for its older posts, and removes
 * both. Another gateway reads meanwhile.
 */
export async function measureBackfill(data: DataSet, world: World, read: Read): Promise<Written> {
  const standIn = await startStandIn(platformWithHistory());
  const server = await startProduct(data.database.url, null, {
    TRIBUTARY_LISTENING: 'on',
    HACKERNEWS_URL: standIn.url,
    HACKERNEWS_SEARCH_URL: standIn.url,
  });
  try {
    const id = await createTracker({ ...world, server });
    try {
      const { timed, result } = await timeBeside(world, read, () => backfill(data, { ...world, server }, id));
      const perSecond = (POSTS * 1_000) / result;
      return { name: 'backfill of a tracker', rows: POSTS, perSecond, beside: timed };
    } finally {
      await removeTracker(data, world, id);
    }
  } finally {
    await server.stop();
    await standIn.stop();
  }
}

async function createTracker(world: World): Promise<string> {
  const created = (await asked(
    world,
    graphqlRequest(
      `mutation Create($input: TrackerInput!) {
        createTracker(input: $input) { __typename ... on TrackerCreated { tracker { id } } }
      }`,
      { input: { name: `backfill ${Date.now()}`, query: 'gadget', platforms: ['HACKERNEWS'] } },
    ),
  )) as { data: { createTracker: { tracker: { id: string } } } };
  return created.data.createTracker.tracker.id;
}

/** Returns the milliseconds until every post of the search is stored. */
async function backfill({ database, largest }: DataSet, world: World, id: string): Promise<number> {
  const started = performance.now();
  const start = `mutation { backfillTracker(id: "${id}", days: 365) { __typename } }`;
  await asked(world, graphqlRequest(start));
  await connected(database.url, (client) =>
    untilNone('posts of the backfill', LOOK_EVERY, async () => {
      const { rows } = await client.query<{ found: number }>(
        'select count(*)::int as found from posts.post_matches where workspace_id = $1 and tracker_id = $2',
        [largest.id, id],
      );
      return POSTS - rows[0]!.found;
    }),
  );
  return performance.now() - started;
}

async function removeTracker({ database, largest }: DataSet, world: World, id: string): Promise<void> {
  await connected(database.url, (client) =>
    client.query(
      `delete from posts.community_posts where workspace_id = $1
         and id in (select post_id from posts.post_matches where workspace_id = $1 and tracker_id = $2)`,
      [largest.id, id],
    ),
  );
  await asked(world, graphqlRequest(`mutation { deleteTracker(id: "${id}") { __typename } }`));
}

/** Hacker News without new items, whose search finds older stories. */
function platformWithHistory(): Vendor {
  const { answer, ...rest } = hackernews([]);
  return {
    ...rest,
    answer: (request) =>
      request.path === '/api/v1/search_by_date'
        ? pageOfStories(Number(request.query.get('page') ?? 0))
        : answer(request),
  };
}

function pageOfStories(page: number): VendorResponse {
  const hits = Array.from({ length: PAGE }, (_, index) => storyOf(page * PAGE + index));
  return { body: { hits, page, nbPages: PAGES, nbHits: POSTS, hitsPerPage: PAGE } };
}

function storyOf(number: number): object {
  const at = new Date(Date.now() - (number + 1) * MINUTE);
  return {
    objectID: String(30_000_000 - number),
    author: `author${number % 997}`,
    created_at: at.toISOString(),
    created_at_i: Math.floor(at.getTime() / 1_000),
    _tags: ['story', `author_author${number % 997}`, `story_${30_000_000 - number}`],
    title: `Which gadget do you use for case ${number}`,
    story_text: `We compared the gadget with word${number} and are looking for an alternative.`,
    points: number % 500,
    num_comments: number % 90,
  };
}
