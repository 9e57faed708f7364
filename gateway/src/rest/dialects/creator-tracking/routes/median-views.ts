import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
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
    medianViews: { value: number | null; analyzed: number; raw: number[]; reading: SourceReading } | null;
  } | null;
}

/** `POST /v1/median-views`: the median views of a creator's newest posts. */
export const medianViews = route({
  operationId: 'medianViews',
  method: 'POST',
  path: '/v1/median-views',
  summary: 'Median views',
  description:
    "Calculate the median view count from a creator's recent posts. Useful for estimating typical performance.",
  scope: 'creators:read',
  query: Type.Object({}),
  body: Type.Object(creatorBody),
  check: ({ body }) => checkCreator(body),
  operation: /* GraphQL */ `
    query MedianViews($url: String, $platform: Platform, $username: String, $among: [Platform!]) {
      creator(url: $url, platform: $platform, username: $username, among: $among) {
        platform username medianViews { value analyzed raw reading { ${READING} } }
      }
    }
  `,
  variables: ({ body }) => creatorVariables(body),
  reply({ creator }: Data) {
    const { username, ...shown } = known(creator);
    const { value, analyzed, raw, reading } = known(shown.medianViews);
    const platform = platforms.nameOf(shown.platform);
    return envelope(platform, reading, {
      platform,
      username: username.replace(/^@/, ''),
      median_views: value,
      videos_analyzed: analyzed,
      raw_view_counts: raw,
      fetched_at: reading.fetchedAt,
    });
  },
  response: {
    schema: envelopeSchema(
      Type.Object({
        platform: Type.String(),
        username: Type.String(),
        median_views: countOrNull('Median of the views'),
        videos_analyzed: Type.Integer({ description: 'Number of analysed posts.' }),
        raw_view_counts: Type.Array(Type.Integer(), {
          description: 'Views of the analysed posts, in ascending order.',
        }),
        fetched_at: moment('Time at which the figures were fetched.'),
      }),
    ),
    example: {
      ok: true,
      data: {
        platform: 'tiktok',
        username: 'charlidamelio',
        median_views: 3500000,
        videos_analyzed: 18,
        raw_view_counts: [120000, 450000],
        fetched_at: '2026-03-28T12:00:00.000Z',
      },
      meta: { cached: false, platform: 'tiktok' },
    },
  },
  errors: LOOKUP_ERRORS,
});
