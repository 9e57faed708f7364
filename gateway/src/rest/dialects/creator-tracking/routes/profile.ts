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

interface Data {
  creator: {
    platform: string;
    username: string;
    handle: string | null;
    fullName: string | null;
    bio: string | null;
    profilePicUrl: string | null;
    followers: number | null;
    following: number | null;
    postsCount: number | null;
    isVerified: boolean | null;
    externalUrl: string | null;
    profileSource: SourceReading | null;
  } | null;
}

/** `POST /v1/profile`: a creator's profile. */
export const profile = route({
  operationId: 'profile',
  method: 'POST',
  path: '/v1/profile',
  summary: 'Profile',
  description: 'Get profile info (followers, bio, verification status, etc.) for a creator.',
  scope: 'creators:read',
  query: Type.Object({}),
  body: Type.Object(creatorBody),
  check: ({ body }) => checkCreator(body),
  operation: /* GraphQL */ `
    query Profile($url: String, $platform: Platform, $username: String, $among: [Platform!]) {
      creator(url: $url, platform: $platform, username: $username, among: $among) {
        platform username handle fullName bio profilePicUrl followers following postsCount isVerified externalUrl
        profileSource { ${READING} }
      }
    }
  `,
  variables: ({ body }) => creatorVariables(body),
  reply({ creator }: Data) {
    const shown = known(creator);
    const source = known(shown.profileSource);
    const platform = platforms.nameOf(shown.platform);
    return envelope(platform, source, {
      platform,
      username: shown.handle ?? shown.username,
      full_name: shown.fullName,
      bio: shown.bio,
      profile_pic_url: shown.profilePicUrl,
      followers: shown.followers,
      following: shown.following,
      posts_count: shown.postsCount,
      is_verified: shown.isVerified,
      external_url: shown.externalUrl,
      provider: source.provider,
      fetched_at: source.fetchedAt,
    });
  },
  response: {
    schema: envelopeSchema(
      Type.Object({
        platform: Type.String(),
        username: Type.String(),
        full_name: nullable(Type.String(), 'Name for people.'),
        bio: nullable(Type.String(), 'Biography.'),
        profile_pic_url: nullable(Type.String(), 'Picture of the profile.'),
        followers: countOrNull('Number of followers'),
        following: countOrNull('Number of followed accounts'),
        posts_count: countOrNull('Number of published posts'),
        is_verified: nullable(Type.Boolean(), 'Whether the platform has verified the creator.'),
        external_url: nullable(Type.String(), 'Link shown next to the text.'),
        provider: Type.String({ description: 'Upstream source of the data.' }),
        fetched_at: moment('Time at which the profile was fetched.'),
      }),
    ),
    example: {
      ok: true,
      data: {
        platform: 'tiktok',
        username: 'charlidamelio',
        full_name: "Charli D'Amelio",
        bio: "don't you dare",
        profile_pic_url: 'https://example.com/charlidamelio.jpg',
        followers: 155000000,
        following: 1200,
        posts_count: 2300,
        is_verified: true,
        external_url: null,
        provider: 'tiktok-api23',
        fetched_at: '2026-03-28T12:00:00.000Z',
      },
      meta: { cached: false, platform: 'tiktok' },
    },
  },
  errors: LOOKUP_ERRORS,
});
