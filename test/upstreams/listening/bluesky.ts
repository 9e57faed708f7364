import { inAMinute, type Vendor, type VendorRequest, type VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, PAGE, type PublicPost } from './public-post.ts';

const DID = 'did:plc:7';
const uriOf = (number: number) => `at://${DID}/app.bsky.feed.post/3k${number}`;
/** Offset of the sequence numbers of deletions. */
const DELETIONS = 1_000;

/** Bluesky: Jetstream in both versions, the AppView, and the search of a PDS. */
export function bluesky(posts: readonly PublicPost[]): Vendor {
  return {
    stream({ path, query, scenario }, send) {
      if (scenario === 'empty') return;
      const cursor = query.get('cursor');
      const events = eventsOf(posts, scenario).filter((event) =>
        scenario === 'repeated' ? true : cursor !== null && isFrom(event, Number(cursor)),
      );
      // Without a cursor only what comes now is sent.
      const sent = cursor === null ? eventsOf(posts, scenario).slice(-1) : events;
      for (const event of sent) send(JSON.stringify(path === '/subscribe' ? inV1(event) : inV2(event)));
    },
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const name = path.split('.').at(-1);
      if (name === 'createSession')
        return { body: { did: DID, handle: 'us.test', accessJwt: 'jwt-of-the-session', refreshJwt: 'r' } };
      if (name === 'getProfiles')
        return { body: { profiles: query.getAll('actors').map(() => profile(scenario)) } };
      if (name === 'getPosts') {
        const uris = query.getAll('uris');
        const found = posts.filter(({ number, deleted }) => !deleted && uris.includes(uriOf(number)));
        return { body: { posts: found.map((post) => view(post, scenario)) } };
      }
      if (name === 'getPostThread') {
        const replies = posts
          .filter(({ number, deleted }) => !deleted && uriOf(number) !== query.get('uri'))
          .map((post) => ({ $type: 'app.bsky.feed.defs#threadViewPost', post: view(post, scenario) }));
        const blocked = {
          $type: 'app.bsky.feed.defs#blockedPost',
          uri: 'at://did:plc:8/app.bsky.feed.post/x',
        };
        return { body: { thread: { replies: [blocked, ...replies] } } };
      }
      return { body: searched(posts, query, scenario) };
    },
    limited: () => ({
      status: 429,
      headers: {
        'ratelimit-limit': '3000',
        'ratelimit-remaining': '0',
        'ratelimit-reset': String(inAMinute()),
      },
      body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
    }),
    expired: { status: 401, body: { error: 'ExpiredToken', message: 'Token has expired' } },
  };
}

/** A change of a post in the stream. */
export interface Event {
  readonly seq: number;
  readonly at: number;
  readonly number: number;
  readonly record: object | null;
}

function eventsOf(posts: readonly PublicPost[], scenario: string): Event[] {
  const created = posts.map((post) => ({
    seq: post.number,
    at: post.at,
    number: post.number,
    record: recordOf(post, scenario),
  }));
  const deleted = posts
    .filter(({ deleted }) => deleted)
    .map(({ number, at }) => ({ seq: DELETIONS + number, at: at + 60_000, number, record: null }));
  return [...created, ...deleted];
}

/** Whether an event is sent for a cursor: a sequence number, or a time in microseconds. */
export function isFrom({ seq, at }: Event, cursor: number): boolean {
  return cursor >= 1e15 ? at * 1_000 >= cursor : seq >= cursor;
}

/** Renders an event as a message of Jetstream's version 2. */
export function inV2({ seq, at, number, record }: Event): object {
  const time = new Date(at).toISOString();
  const payload = {
    $type: 'network.bsky.jetstream.subscribeEvents#commit',
    seq,
    did: DID,
    time,
    witnessedAt: time,
    rev: `3r${seq}`,
    operation: record ? 'create' : 'delete',
    collection: 'app.bsky.feed.post',
    rkey: `3k${number}`,
    ...(record ? { record, cid: 'bafyrei' } : {}),
  };
  return { $type: 'message', payload };
}

function inV1({ at, number, record }: Event): object {
  const commit = {
    rev: '3r',
    operation: record ? 'create' : 'delete',
    collection: 'app.bsky.feed.post',
    rkey: `3k${number}`,
    ...(record ? { record, cid: 'bafyrei' } : {}),
  };
  return { did: DID, time_us: at * 1_000, kind: 'commit', commit };
}

/** Renders a post as the record that its author wrote. */
export function recordOf({ text, at }: PublicPost, scenario: string): object {
  return {
    $type: 'app.bsky.feed.post',
    text,
    createdAt: new Date(at).toISOString(),
    langs: ['en'],
    facets: [
      {
        index: { byteStart: 0, byteEnd: 3 },
        features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/a' }],
      },
    ],
    ...(scenario === 'drifted' ? { ...DRIFT, embed: 'none', langs: 7 } : {}),
  };
}

function profile(scenario: string): object {
  return {
    did: DID,
    handle: 'someone.test',
    displayName: 'Some One',
    avatar: 'https://cdn.example/a.jpg',
    ...(scenario === 'hidden' ? {} : { followersCount: 12 }),
  };
}

function view(post: PublicPost, scenario: string): object {
  const counts = { likeCount: 5, replyCount: 2, repostCount: 1 };
  return {
    uri: uriOf(post.number),
    cid: 'bafyrei',
    author: profile(scenario),
    record: recordOf(post, scenario),
    indexedAt: new Date(post.at).toISOString(),
    ...(scenario === 'hidden' ? {} : counts),
  };
}

function searched(posts: readonly PublicPost[], query: URLSearchParams, scenario: string): object {
  if (scenario === 'empty') return { posts: [] };
  const since = Date.parse(query.get('since') ?? '1970-01-01');
  const found = newestFirst(posts).filter(({ at }) => at >= since);
  const from = scenario === 'repeated' ? 0 : Number(query.get('cursor') ?? 0);
  const to = scenario === 'repeated' ? PAGE : from + PAGE;
  return {
    posts: found.slice(from, from + PAGE).map((post) => view(post, scenario)),
    ...(to < found.length ? { cursor: String(to) } : {}),
    hitsTotal: found.length,
  };
}
