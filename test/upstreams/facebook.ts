import { graphApi, graphMissing } from './graph-api.ts';
import type { Vendor, VendorRequest, VendorResponse } from './stand-in.ts';

/** Facebook pages: one call reads posts by many ids, and one unknown id fails the whole call. */
export const facebook: Vendor = {
  ...graphApi,
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    if (scenario === 'empty') return graphMissing;
    const ids = query.get('ids')?.split(',');
    if (path === '/') {
      if (ids!.some((id) => id.startsWith('404'))) return graphMissing;
      return {
        body: Object.fromEntries(ids!.map((id) => [id, post(id, scenario)])),
      };
    }
    if (path.endsWith('/posts'))
      return {
        body: { [scenario === 'renamed' ? 'items' : 'data']: ['7_2', '7_1'].map((id) => post(id, scenario)) },
      };
    const followers = scenario === 'hidden' ? {} : { followers_count: 1200 };
    const id = scenario === 'renamed' ? {} : { id: '7' };
    return {
      body: {
        ...id,
        username: decodeURIComponent(path.slice(1)),
        name: 'A Page',
        about: 'Write to us',
        website: 'https://shop.example',
        verification_status: 'blue_verified',
        picture: { data: { url: 'https://fb.example/p.jpg' } },
        ...followers,
      },
    };
  },
};

function post(id: string, scenario: string): object {
  return {
    [scenario === 'renamed' ? 'object_id' : 'id']: id,
    message: 'news',
    created_time: '2026-03-01T10:00:00+0000',
    permalink_url: `https://www.facebook.com/7/posts/${id}`,
    ...(scenario === 'hidden' ? {} : { reactions: { data: [], summary: { total_count: 100 } } }),
    comments: { data: [], summary: { total_count: 10 } },
    shares: { count: 5 },
  };
}
