import type { Vendor, VendorRequest, VendorResponse } from './stand-in.ts';

/** A Mastodon server's public API; its rate limit headers contain a timestamp. */
export const mastodon: Vendor = {
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    if (scenario === 'empty') return { status: 404, body: { error: 'Record not found' } };
    if (path === '/api/v1/accounts/lookup') return { body: account(query.get('acct')!, scenario) };
    if (path.endsWith('/statuses')) return { body: ['20002', '20001'].map((id) => status(id, scenario)) };
    return { body: status(path.split('/').at(-1)!, scenario) };
  },
  limited: () => ({
    status: 429,
    headers: {
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(Date.now() + 60_000).toISOString(),
    },
    body: { error: 'Too many requests' },
  }),
  expired: { status: 401, body: { error: 'The access token was revoked' } },
};

function account(acct: string, scenario: string): object {
  return {
    id: '7',
    username: acct.split('@')[0],
    [scenario === 'renamed' ? 'address' : 'acct']: acct,
    display_name: 'A Person',
    note: '<p>Write to me</p>',
    avatar: 'https://m.example/p.jpg',
    fields: [
      { name: 'Web', value: '<a href="https://shop.example">shop</a>', verified_at: '2026-01-01T00:00:00Z' },
    ],
    ...(scenario === 'hidden' ? {} : { followers_count: 1200 }),
    following_count: 3,
    statuses_count: 34,
  };
}

function status(id: string, scenario: string): object {
  return {
    id,
    url: `https://m.example/@someone/${id}`,
    content: '<p>hello &amp; welcome</p>',
    created_at: '2026-03-01T10:00:00.000Z',
    account: account('someone', scenario),
    ...(scenario === 'hidden' ? {} : { favourites_count: 100 }),
    replies_count: 10,
    reblogs_count: 5,
  };
}
