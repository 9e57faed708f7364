import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bluesky, type Platform } from '../../../test/upstreams/publishing/index.ts';
import {
  type StandIn,
  startStandIn,
  type VendorRequest,
  type VendorResponse,
} from '../../../test/upstreams/stand-in.ts';
import type { ClientPolicy, OutgoingMedia } from '../src/index.ts';
import { pictureSize } from '../src/publish/picture-size.ts';
import { summaryOf } from '../src/publish/web-page.ts';
import { jpeg, png } from './pictures.ts';
import { openAll } from './support.ts';

const signal = new AbortController().signal;

let server: Platform;
let pds: StandIn;
/** Linked pages by path. */
let pages: Record<string, VendorResponse>;
let site: StandIn;

const html = (head: string, rest = ''): VendorResponse => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html><head>${head}</head><body>${rest}</body></html>`,
});

beforeEach(async () => {
  server = bluesky();
  pds = await startStandIn(server);
  pages = {};
  site = await startStandIn({
    answer: ({ path }: VendorRequest) => pages[path] ?? { status: 404, body: {} },
    limited: () => ({ status: 429, body: {} }),
    expired: { status: 401, body: {} },
  });
});
afterEach(async () => {
  await pds.stop();
  await site.stop();
});

/** Publishes a post and returns the embeds of its records. */
async function embedsOf(
  body: string,
  {
    media = [],
    thread = [],
    policy = {},
  }: {
    media?: OutgoingMedia[];
    thread?: string[];
    policy?: Partial<ClientPolicy>;
  } = {},
) {
  const publisher = openAll({ BLUESKY_PDS_URL: pds.url }, policy).get('bluesky')!;
  const reference = await publisher.reserve(1 + thread.length);
  const post = { body, thread, media, reference, startedAt: new Date() };
  await publisher.publish(post, { identifier: 'a', password: 'b' }, signal);
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what was sent
  return server.posts.map(({ sent }) => (sent as any).embed);
}

function picture(bytes: Uint8Array, contentType = 'image/png'): OutgoingMedia {
  return { contentType, size: bytes.length, alt: 'A picture', read: async () => bytes };
}

describe('pictures', () => {
  test('have their aspect ratio', async () => {
    const media = [picture(png(1_600, 900)), picture(jpeg(4_000, 3_000, 6), 'image/jpeg')];
    const [embed] = await embedsOf('Two pictures', { media });
    expect(embed).toMatchObject({
      $type: 'app.bsky.embed.images',
      images: [
        { alt: 'A picture', aspectRatio: { width: 1_600, height: 900 } },
        { alt: 'A picture', aspectRatio: { width: 3_000, height: 4_000 } },
      ],
    });
  });

  test('whose size cannot be read are published without it', async () => {
    const [embed] = await embedsOf('One picture', { media: [picture(new Uint8Array(40))] });
    expect(embed.images).toEqual([{ alt: 'A picture', image: expect.anything() }]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('of orientation %i are as they are shown', async (orientation) => {
    const shown = orientation < 5 ? [40, 30] : [30, 40];
    for (const little of [false, true]) {
      const size = await pictureSize(jpeg(40, 30, orientation, little));
      expect([size!.width, size!.height]).toEqual(shown);
    }
  });
});

describe('a link', () => {
  test("has a card with the page's title, description and picture", async () => {
    pages['/article'] = html(`
      <title>Not this one</title>
      <meta name="description" content="Nor this one">
      <meta content="Tea &amp;amp; coffee &lt;3" property="og:title"/>
      <META PROPERTY='og:description' CONTENT='Which of them
        is hotter?'>
      <meta property="og:image" content="/cover.png">`);
    pages['/cover.png'] = { headers: { 'content-type': 'text/plain' }, body: Buffer.from(png(1_200, 630)) };
    const url = `${site.url}/article`;
    const [embed] = await embedsOf(`Read this: ${url} and ${site.url}/other`);
    expect(embed).toEqual({
      $type: 'app.bsky.embed.external',
      external: {
        uri: url,
        title: 'Tea &amp; coffee <3',
        description: 'Which of them is hotter?',
        thumb: expect.objectContaining({ $type: 'blob' }),
      },
    });
    expect(site.calls).toEqual(['/article', '/cover.png']);
  });

  test('that redirects has the card of its target, under its own URL', async () => {
    pages['/short'] = { status: 301, headers: { location: '/deep/article' }, body: '' };
    pages['/deep/article'] = html('<title>Found</title><meta name="twitter:image" content="cover.png">');
    pages['/deep/cover.png'] = { body: Buffer.from(png(10, 10)) };
    const [embed] = await embedsOf(`${site.url}/short`);
    expect(embed.external).toMatchObject({
      uri: `${site.url}/short`,
      title: 'Found',
      thumb: expect.anything(),
    });
  });

  test.each<[string, VendorResponse, string]>([
    ['is larger than two megabytes', html('<title>Large</title>', ' '.repeat(3 * 1024 * 1024)), 'Large'],
    [
      'is in another encoding',
      {
        headers: { 'content-type': 'text/html' },
        body: Buffer.from('<meta charset="windows-1252"><title>Caf\xe9</title>', 'latin1'),
      },
      'Café',
    ],
  ])('has a card of a page that %s', async (_, page, title) => {
    pages['/page'] = page;
    const [embed] = await embedsOf(`${site.url}/page`);
    expect(embed.external).toEqual({ uri: `${site.url}/page`, title, description: '' });
  });

  test.each<[string, VendorResponse]>([
    ['is not there', { status: 404, body: '' }],
    ['has no title', html('<meta name="description" content="Only this">')],
    ['is no page', { body: { title: 'JSON' } }],
    [
      'has no end and no head',
      { headers: { 'content-type': 'text/html' }, body: ' '.repeat(3 * 1024 * 1024) },
    ],
    ['leads in a circle', { status: 302, headers: { location: '/page' }, body: '' }],
    ['leads to another protocol', { status: 302, headers: { location: 'file:///etc/passwd' }, body: '' }],
  ])('has no card of a page that %s, and is published', async (_, page) => {
    pages['/page'] = page;
    expect(await embedsOf(`${site.url}/page`)).toEqual([undefined]);
  });

  test('is published without a card when its server cannot be reached', async () => {
    const { url } = site;
    await site.stop();
    expect(await embedsOf(`${url}/page`)).toEqual([undefined]);
    site = await startStandIn({
      answer: () => ({ body: {} }),
      limited: () => ({ body: {} }),
      expired: { body: {} },
    });
  });

  test('to a private address is never requested, unless that is allowed', async () => {
    pages['/secret'] = html('<title>Secret</title>');
    const policy = { allowPrivate: false };
    expect(await embedsOf(`${site.url}/secret`, { policy })).toEqual([undefined]);
    expect(site.calls).toEqual([]);
  });

  test.each<[string, VendorResponse]>([
    ['is none', html('<title>Here</title>')],
    ['is larger than Bluesky takes', { body: Buffer.concat([png(10, 10), Buffer.alloc(1_000_001)]) }],
  ])('has a card without a picture that %s', async (_, cover) => {
    pages['/page'] = html('<title>Page</title><meta property="og:image" content="/cover">');
    pages['/cover'] = cover;
    const [embed] = await embedsOf(`${site.url}/page`);
    expect(embed.external).toEqual({ uri: `${site.url}/page`, title: 'Page', description: '' });
  });

  test('beside pictures has no card, and each post of a thread has its own card', async () => {
    for (const name of ['one', 'two']) pages[`/${name}`] = html(`<title>${name}</title>`);
    const embeds = await embedsOf(`${site.url}/one`, {
      media: [picture(png(10, 10))],
      thread: [`${site.url}/two`, 'No link'],
    });
    expect(embeds.map((embed) => embed?.$type)).toEqual([
      'app.bsky.embed.images',
      'app.bsky.embed.external',
      undefined,
    ]);
  });
});

test('a long title and description are truncated at whole characters', () => {
  const { title, description } = summaryOf(
    `<title>${'🫖'.repeat(400)}</title><meta name=description content="${'é'.repeat(1_100)}">`,
  )!;
  expect([[...title].length, title.endsWith('🫖…')]).toEqual([300, true]);
  expect([[...description].length, description.endsWith('é…')]).toEqual([1_000, true]);
});
