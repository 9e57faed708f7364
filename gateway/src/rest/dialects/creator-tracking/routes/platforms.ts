import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { ERRORS } from '../envelope.ts';
import { CREATOR_PLATFORMS, displayNameOf, platforms as names, POST_PLATFORMS } from '../platforms.ts';

interface Data {
  creatorPlatforms: {
    platform: string;
    name: string;
    postStats: boolean;
    profile: boolean;
    videos: boolean;
  }[];
}

/** `GET /v1/platforms`: the endpoints available for each platform. */
export const platforms = route({
  operationId: 'platforms',
  method: 'GET',
  path: '/v1/platforms',
  summary: 'Platforms',
  description: 'Returns a list of supported platforms and which endpoints work for each.',
  scope: 'creators:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query Platforms {
      creatorPlatforms { platform name postStats profile videos }
    }
  `,
  variables: () => ({}),
  reply({ creatorPlatforms }: Data) {
    const documented = creatorPlatforms.filter((each) =>
      POST_PLATFORMS.includes(names.nameOf(each.platform)),
    );
    const shown = documented.map((each) => ({
      platform: names.nameOf(each.platform),
      name: displayNameOf(each),
      endpoints: endpointsOf(each),
    }));
    return { ok: true, data: { platforms: shown } };
  },
  response: {
    schema: Type.Object({
      ok: Type.Literal(true),
      data: Type.Object({
        platforms: Type.Array(
          Type.Object({
            platform: Type.String(),
            name: Type.String(),
            endpoints: Type.Array(Type.String(), { description: 'Endpoints that support the platform.' }),
          }),
        ),
      }),
    }),
    example: {
      ok: true,
      data: { platforms: [{ platform: 'facebook', name: 'Facebook', endpoints: ['post/stats'] }] },
    },
  },
  errors: ERRORS,
});

function endpointsOf(each: Data['creatorPlatforms'][number]): string[] {
  const creators = CREATOR_PLATFORMS.includes(names.nameOf(each.platform));
  return [
    ...(each.postStats ? ['post/stats'] : []),
    ...(creators && each.profile ? ['profile'] : []),
    ...(creators && each.videos ? ['channel/videos', 'median-views'] : []),
    ...(creators && each.profile ? ['email'] : []),
  ];
}
