import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { AI_ROUTE, aiResponse, aiSchema, REFUSED, type Written, workedOn } from '../../ai.ts';
import { platforms } from '../../platforms.ts';
import type { Failure } from '../../problems.ts';
import { bodyOf, platformBody } from '../../schemas.ts';

/** `POST /v1/ai/optimise`. */
export const optimisePost = route({
  ...AI_ROUTE,
  operationId: 'optimisePost',
  path: '/v1/ai/optimise',
  summary: 'Optimise a post for reach',
  description: 'Finds what limits the reach of a post, and corrects what it can.',
  body: bodyOf({ text: workedOn, platform: platformBody }),
  operation: /* GraphQL */ `
    mutation OptimisePost($text: String!, $platform: PublishingPlatform) {
      optimisePost(text: $text, platform: $platform) {
        ${REFUSED} ... on PostOptimised { text score suggestions engine }
      }
    }
  `,
  variables: ({ body }) => ({ text: body.text, platform: body.platform && platforms.valueOf(body.platform) }),
  reply: ({
    optimisePost: result,
  }: {
    optimisePost: Failure & Written & { score: number; suggestions: string[] };
  }) => aiResponse(result),
  response: {
    schema: aiSchema({
      text: Type.String({ description: 'Improved text.' }),
      score: Type.Integer({ description: 'Score of the original text, 0 to 100.' }),
      suggestions: Type.Array(Type.String(), { description: 'Problems of the text, most severe first.' }),
    }),
    example: {
      data: {
        text: 'Launch day is here.\n\n#LaunchDay',
        score: 75,
        suggestions: [
          'No invitation: Nobody is asked for anything: end with a question or say what to do next.',
          'No hashtag: It has no hashtag to be found by.',
        ],
        engine: 'embedded',
      },
    },
  },
});
