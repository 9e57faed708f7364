import type { Vendor, VendorRequest, VendorResponse } from './stand-in.ts';

/**
 * tiktok-api23 on RapidAPI: HTTP status 200 with a status in the body. `renamed` omits the `data`
 * wrapper and has statsV2.
 */
export const tiktok: Vendor = {
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    const gone = { body: { statusCode: 10204, statusMsg: "item doesn't exist" } };
    if (path === '/api/post/detail') {
      if (scenario === 'empty') return gone;
      return { body: { statusCode: 0, itemInfo: { itemStruct: item(query.get('videoId')!, scenario) } } };
    }
    if (path === '/api/user/info') {
      if (scenario === 'empty') return { body: { statusCode: 10221, userInfo: {} } };
      return { body: { statusCode: 0, userInfo: info(query.get('uniqueId')!, scenario) } };
    }
    const itemList = ['2', '1'].map((id) => item(id, scenario));
    const page = { itemList, cursor: '1', hasMore: false };
    return { body: scenario === 'renamed' ? page : { data: page } };
  },
  limited: () => ({
    status: 429,
    headers: {
      'x-ratelimit-requests-limit': '500',
      'x-ratelimit-requests-remaining': '0',
      'retry-after': '60',
    },
    body: { message: 'You have exceeded the rate limit per minute for your plan' },
  }),
  expired: { status: 403, body: { message: 'You are not subscribed to this API.' } },
};

function item(id: string, scenario: string): object {
  const stats = {
    playCount: 1000,
    ...(scenario === 'hidden' ? {} : { diggCount: 100 }),
    commentCount: 10,
    shareCount: 5,
  };
  const texts = Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, String(value)]));
  return {
    id,
    desc: 'a dance',
    createTime: 1_772_359_200,
    author: { uniqueId: 'someone' },
    ...(scenario === 'renamed' ? { statsV2: texts } : { stats }),
  };
}

function info(uniqueId: string, scenario: string): object {
  const stats = {
    ...(scenario === 'hidden' ? {} : { followerCount: 1200 }),
    followingCount: 3,
    videoCount: 34,
  };
  return {
    user: {
      id: '7',
      uniqueId,
      nickname: 'A Person',
      signature: 'Write to me',
      verified: true,
      secUid: 'MS4wLjAB',
      avatarLarger: 'https://tt.example/p.jpg',
      bioLink: { link: 'shop.example' },
    },
    [scenario === 'renamed' ? 'statsV2' : 'stats']: stats,
  };
}
