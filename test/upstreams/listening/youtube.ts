import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, PAGE, type PublicPost } from './public-post.ts';

/** The YouTube Data API: search, and videos by id. */
export function youtube(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      if (path === '/videos') {
        const ids = query.get('id')!.split(',');
        const found = listed.filter((post) => ids.includes(idOf(post)));
        return {
          body: { kind: 'youtube#videoListResponse', items: found.map((post) => video(post, scenario)) },
        };
      }
      if (path === '/commentThreads') {
        const most = Number(query.get('maxResults') ?? 20);
        return {
          body: { kind: 'youtube#commentThreadListResponse', items: COMMENTS.slice(0, most).map(thread) },
        };
      }
      const from = scenario === 'repeated' ? 0 : Number(query.get('pageToken')?.slice(1) ?? 0);
      const shown = listed.slice(from, from + PAGE);
      const next = from + PAGE < listed.length ? { nextPageToken: `T${from + PAGE}` } : {};
      const items = shown.map((post) => ({
        kind: 'youtube#searchResult',
        id: { kind: 'youtube#video', videoId: idOf(post) },
        // Titles of search results are escaped.
        snippet: { title: 'R&amp;D', publishedAt: new Date(post.at).toISOString() },
      }));
      return {
        body: {
          kind: 'youtube#searchListResponse',
          ...next,
          items,
          ...(scenario === 'drifted' ? DRIFT : {}),
        },
      };
    },
    // An exhausted quota: the status of invalid keys, with a reason.
    limited: () => ({
      status: 403,
      headers: { 'retry-after': '60' },
      body: { error: { code: 403, errors: [{ reason: 'quotaExceeded', domain: 'youtube.quota' }] } },
    }),
    expired: {
      status: 400,
      body: { error: { code: 400, message: 'API key expired.', errors: [{ reason: 'badRequest' }] } },
    },
  };
}

const idOf = ({ number }: PublicPost) => `video-${String(number).padStart(5, '0')}`;

/** Texts of the comments on every video. */
const COMMENTS = ['First!', 'Lovely tea.'];

function thread(text: string, index: number): object {
  const snippet = {
    textDisplay: text,
    authorDisplayName: '@viewer',
    authorChannelUrl: 'https://www.youtube.com/@viewer',
    likeCount: 2 - index,
    publishedAt: '2026-01-01T00:00:00Z',
  };
  return {
    kind: 'youtube#commentThread',
    snippet: { topLevelComment: { kind: 'youtube#comment', id: `comment-${index}`, snippet } },
  };
}

function video(post: PublicPost, scenario: string): object {
  const counts = { viewCount: '1000', likeCount: '10', commentCount: '2' };
  return {
    id: idOf(post),
    snippet: {
      title: 'On tea',
      description: post.text,
      publishedAt: new Date(post.at).toISOString(),
      channelId: 'UC0000000000000000000007',
      channelTitle: 'Some One',
      tags: ['tea'],
      ...(scenario === 'drifted' ? { ...DRIFT, tags: 'tea', thumbnails: null } : {}),
    },
    ...(scenario === 'hidden' ? {} : { statistics: counts }),
  };
}
