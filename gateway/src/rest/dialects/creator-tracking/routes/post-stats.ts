import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { Problem } from '../../../engine/problem.ts';
import {
  countOrNull,
  envelope,
  envelopeSchema,
  LOOKUP_ERRORS,
  moment,
  READING,
  type SourceReading,
} from '../envelope.ts';
import { POST_PLATFORMS, platforms } from '../platforms.ts';
import { checkPlatform } from '../target.ts';

interface Data {
  postStats: {
    url: string;
    platform: string;
    postId: string;
    views: number | null;
    likes: number | null;
    comments: number | null;
    shares: number | null;
    source: SourceReading;
  } | null;
}

/** `POST /v1/post/stats`: views, likes, comments and shares of one post. */
export const postStats = route({
  operationId: 'postStats',
  method: 'POST',
  path: '/v1/post/stats',
  summary: 'Post statistics',
  description: 'Get view, like, comment, and share counts for a single social media post.',
  scope: 'creators:read',
  query: Type.Object({}),
  body: Type.Object({
    url: Type.String({ minLength: 1, maxLength: 2_048, description: 'URL of the post.' }),
    platform: Type.Optional(
      Type.String({ maxLength: 20, description: 'Platform, if the URL does not reveal it.' }),
    ),
  }),
  check: ({ body }) => checkPlatform(body.platform, POST_PLATFORMS),
  operation: /* GraphQL */ `
    query PostStats($url: String!, $platform: Platform, $among: [Platform!]) {
      postStats(url: $url, platform: $platform, among: $among) {
        url platform postId views likes comments shares source { ${READING} }
      }
    }
  `,
  variables: ({ body }) => ({
    url: body.url,
    platform: body.platform === undefined ? undefined : platforms.valueOf(body.platform),
    among: POST_PLATFORMS.map(platforms.valueOf),
  }),
  reply({ postStats: post }: Data) {
    if (!post) throw new Problem('NOT_FOUND', 'Post not found');
    const platform = platforms.nameOf(post.platform);
    return envelope(platform, post.source, {
      platform,
      post_url: post.url,
      post_id: post.postId,
      views: post.views,
      likes: post.likes,
      comments: post.comments,
      shares: post.shares,
      provider: post.source.provider,
      fetched_at: post.source.fetchedAt,
    });
  },
  response: {
    schema: envelopeSchema(
      Type.Object({
        platform: Type.String(),
        post_url: Type.String({ description: 'URL from the request.' }),
        post_id: Type.String(),
        views: countOrNull('Number of views'),
        likes: countOrNull('Number of likes'),
        comments: countOrNull('Number of comments'),
        shares: countOrNull('Number of shares'),
        provider: Type.String({ description: 'Upstream source of the data.' }),
        fetched_at: moment('Time at which the figures were fetched.'),
      }),
    ),
    example: {
      ok: true,
      data: {
        platform: 'tiktok',
        post_url: 'https://www.tiktok.com/@user/video/7123456789',
        post_id: '7123456789',
        views: 1250000,
        likes: 85000,
        comments: 3200,
        shares: 12000,
        provider: 'tiktok-api23',
        fetched_at: '2026-03-28T12:00:00.000Z',
      },
      meta: { cached: false, platform: 'tiktok' },
    },
  },
  errors: LOOKUP_ERRORS,
});
