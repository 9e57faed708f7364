import type { Vendor, VendorRequest, VendorResponse } from './stand-in.ts';

/** YouTube Data API v3: numbers are strings, hidden ones are absent, an exhausted quota is 403. */
export const youtube: Vendor = {
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    if (scenario === 'empty')
      return { body: { kind: 'youtube#listResponse', pageInfo: { totalResults: 0 } } };
    if (path === '/channels') return list(channels(query).map((id) => channel(id, scenario)));
    if (path === '/videos')
      return list(
        query
          .get('id')!
          .split(',')
          .map((id) => video(id, scenario)),
      );
    if (path === '/playlistItems')
      return list(['vid00000001', 'vid00000002'].map((videoId) => ({ contentDetails: { videoId } })));
    return { status: 404, body: { error: { code: 404, message: 'Not Found' } } };
  },
  limited: () => ({
    status: 403,
    body: { error: { code: 403, errors: [{ domain: 'youtube.quota', reason: 'quotaExceeded' }] } },
  }),
  expired: { status: 401, body: { error: { code: 401, status: 'UNAUTHENTICATED' } } },
};

function list(items: object[]): VendorResponse {
  return { body: { kind: 'youtube#listResponse', items, pageInfo: { totalResults: items.length } } };
}

function channels(query: URLSearchParams): string[] {
  const handle = query.get('forHandle');
  if (handle) return [channelId(handle.slice(1))];
  const user = query.get('forUsername');
  // The username of an old channel may be the handle of another one.
  return user ? [channelId(`user${user}`)] : query.get('id')!.split(',');
}

function channelId(name: string): string {
  return `UC${name.padEnd(22, '0').slice(0, 22)}`;
}

function channel(id: string, scenario: string): object {
  const hidden = scenario === 'hidden';
  const statistics = {
    viewCount: '9000',
    subscriberCount: hidden ? '0' : '1200',
    hiddenSubscriberCount: hidden,
    videoCount: '34',
  };
  return {
    id,
    snippet: {
      title: 'A Channel',
      description: 'Write to me',
      customUrl: '@channel',
      thumbnails: { high: { url: 'https://yt.example/p.jpg' } },
    },
    [scenario === 'renamed' ? 'stats' : 'statistics']: statistics,
  };
}

function video(id: string, scenario: string): object {
  const numbers = {
    viewCount: '1000',
    ...(scenario === 'hidden' ? {} : { likeCount: '100', commentCount: '10' }),
  };
  return {
    id,
    snippet: { title: 'A video', publishedAt: '2026-03-01T10:00:00Z', channelId: 'UC1' },
    [scenario === 'renamed' ? 'stats' : 'statistics']: numbers,
  };
}
