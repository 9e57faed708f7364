import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { nullable } from '../../../engine/nullable.ts';
import {
  countOrNull,
  envelope,
  envelopeSchema,
  known,
  LOOKUP_ERRORS,
  moment,
  READING,
  type SourceReading,
} from '../envelope.ts';
import { platforms } from '../platforms.ts';
import { checkCreator, creatorBody, creatorVariables } from '../target.ts';

const MOST = 50;
const USUAL = 20;

interface Data {
  creator: {
    platform: string;
    username: string;
    videos: { nodes: SourceVideo[]; count: number; reading: SourceReading } | null;
  } | null;
}

interface SourceVideo {
  id: string;
  url: string;
  description: string;
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  postedAt: string | null;
}

/** `POST /v1/channel/videos`: a creator's newest posts. */
export const channelVideos = route({
  operationId: 'channelVideos',
  method: 'POST',
  path: '/v1/channel/videos',
  summary: 'Channel videos',
  description: "Get recent videos/posts from a creator's channel, newest first.",
  scope: 'creators:read',
  query: Type.Object({}),
  body: Type.Object({
    ...creatorBody,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, description: `Posts to give: ${USUAL} without, at most ${MOST}.` }),
    ),
  }),
  check: ({ body }) => checkCreator(body),
  operation: /* GraphQL */ `
    query ChannelVideos($url: String, $platform: Platform, $username: String, $among: [Platform!], $first: Int!) {
      creator(url: $url, platform: $platform, username: $username, among: $among) {
        platform username
        videos(first: $first) {
          nodes { id url description views likes comments shares postedAt } count reading { ${READING} }
        }
      }
    }
  `,
  variables: ({ body }) => ({ ...creatorVariables(body), first: Math.min(body.limit ?? USUAL, MOST) }),
  reply({ creator }: Data) {
    const { username, ...shown } = known(creator);
    const { nodes, count, reading } = known(shown.videos);
    const platform = platforms.nameOf(shown.platform);
    const videos = nodes.map(({ postedAt, ...video }) => ({ ...video, created_at: postedAt }));
    const data = { platform, username: username.replace(/^@/, ''), videos, count };
    return envelope(platform, reading, { ...data, fetched_at: reading.fetchedAt });
  },
  response: {
    schema: envelopeSchema(
      Type.Object({
        platform: Type.String(),
        username: Type.String(),
        videos: Type.Array(
          Type.Object({
            id: Type.String(),
            url: Type.String(),
            description: Type.String(),
            views: countOrNull('Number of views'),
            likes: countOrNull('Number of likes'),
            comments: countOrNull('Number of comments'),
            shares: countOrNull('Number of shares'),
            created_at: nullable(moment('Time of posting.'), 'Time of posting.'),
          }),
        ),
        count: Type.Integer({ description: 'Number of returned videos.' }),
        fetched_at: moment('Time at which the figures were fetched.'),
      }),
    ),
    example: {
      ok: true,
      data: {
        platform: 'tiktok',
        username: 'charlidamelio',
        videos: [
          {
            id: '7123456789',
            url: 'https://www.tiktok.com/@charlidamelio/video/7123456789',
            description: 'new dance video',
            views: 5200000,
            likes: 420000,
            comments: 8500,
            shares: 15000,
            created_at: '2026-03-20T14:30:00.000Z',
          },
        ],
        count: 20,
        fetched_at: '2026-03-28T12:00:00.000Z',
      },
      meta: { cached: false, platform: 'tiktok' },
    },
  },
  errors: LOOKUP_ERRORS,
});
