import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { nullable } from '../../../engine/nullable.ts';
import {
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
    contactEmail: {
      email: string | null;
      found: boolean;
      source: string | null;
      reading: SourceReading;
    } | null;
  } | null;
}

/** `POST /v1/email`: an email address from a creator's profile. */
export const email = route({
  operationId: 'email',
  method: 'POST',
  path: '/v1/email',
  summary: 'Email',
  description: "Extract email addresses from a creator's bio/profile.",
  scope: 'creators:read',
  query: Type.Object({}),
  body: Type.Object(creatorBody),
  check: ({ body }) => checkCreator(body),
  operation: /* GraphQL */ `
    query Email($url: String, $platform: Platform, $username: String, $among: [Platform!]) {
      creator(url: $url, platform: $platform, username: $username, among: $among) {
        platform username contactEmail { email found source reading { ${READING} } }
      }
    }
  `,
  variables: ({ body }) => creatorVariables(body),
  reply({ creator }: Data) {
    const { username, ...shown } = known(creator);
    const contact = known(shown.contactEmail);
    const platform = platforms.nameOf(shown.platform);
    return envelope(platform, contact.reading, {
      platform,
      username: username.replace(/^@/, ''),
      email: contact.email,
      found: contact.found,
      source: contact.source?.toLowerCase() ?? null,
      fetched_at: contact.reading.fetchedAt,
    });
  },
  response: {
    schema: envelopeSchema(
      Type.Object({
        platform: Type.String(),
        username: Type.String(),
        email: nullable(Type.String(), 'Email address; null if there is none.'),
        found: Type.Boolean(),
        source: nullable(Type.String(), 'Place of the address: bio or external_url; null if there is none.'),
        fetched_at: moment('Time at which the profile was fetched.'),
      }),
    ),
    example: {
      ok: true,
      data: {
        platform: 'instagram',
        username: 'creator_username',
        email: 'contact@creator.com',
        found: true,
        source: 'bio',
        fetched_at: '2026-03-28T12:00:00.000Z',
      },
      meta: { cached: false, platform: 'instagram' },
    },
  },
  errors: LOOKUP_ERRORS,
});
