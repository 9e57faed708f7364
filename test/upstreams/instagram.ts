import { graphApi } from './graph-api.ts';
import type { Vendor, VendorRequest, VendorResponse } from './stand-in.ts';

/** Instagram business discovery: one field expression reads everything; hidden likes are absent. */
export const instagram: Vendor = {
  ...graphApi,
  answer({ query, scenario }: VendorRequest): VendorResponse {
    const name = /username\(([^)]+)\)/.exec(query.get('fields') ?? '')?.[1];
    if (scenario === 'empty')
      return {
        status: 400,
        body: {
          error: { message: 'Invalid user id', code: 110, error_subcode: 2207013, type: 'OAuthException' },
        },
      };
    const found = {
      id: '7',
      username: name,
      name: 'A Person',
      biography: 'Write to me',
      website: 'https://shop.example',
      profile_picture_url: 'https://ig.example/p.jpg',
      ...(scenario === 'hidden' ? {} : { followers_count: 1200 }),
      follows_count: 3,
      media_count: 34,
      media: { data: ['CODE2', 'CODE1'].map((code) => media(code, scenario)) },
    };
    return { body: { [scenario === 'renamed' ? 'discovery' : 'business_discovery']: found, id: '1' } };
  },
};

function media(code: string, scenario: string): object {
  return {
    id: `1${code}`,
    caption: 'a picture',
    media_type: 'VIDEO',
    permalink: `https://www.instagram.com/reel/${code}/`,
    timestamp: '2026-03-01T10:00:00+0000',
    comments_count: 10,
    ...(scenario === 'hidden' ? {} : { like_count: 100 }),
    view_count: 1000,
  };
}
