import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { nullable } from '../../../../engine/nullable.ts';
import { BARE_ERRORS } from '../../problems.ts';
import { dataOf } from '../../schemas.ts';

interface Data {
  persona: {
    name: string | null;
    voice: string | null;
    tones: string[];
    topics: string[];
    examples: string[];
  };
}

/** `GET /v1/persona`. */
export const getPersona = route({
  operationId: 'getPersona',
  method: 'GET',
  path: '/v1/persona',
  summary: 'Get your brand persona',
  description: "Returns the workspace's writing persona.",
  scope: 'insights:read',
  query: Type.Object({}),
  operation: 'query GetPersona { persona { name voice tones topics examples } }',
  variables: () => ({}),
  reply: ({ persona: { name, voice, tones, topics, examples } }: Data) => ({
    data: { name, voice, tones, topics, examples },
  }),
  response: {
    schema: dataOf(
      Type.Object({
        name: nullable(Type.String(), 'Display name; null if none was given.'),
        voice: nullable(Type.String(), 'Tone of the text; null if unknown.'),
        tones: Type.Array(Type.String()),
        topics: Type.Array(Type.String(), { description: 'Topics of the persona.' }),
        examples: Type.Array(Type.String(), { description: 'Example texts in the style of the persona.' }),
      }),
    ),
    example: {
      data: {
        name: 'Example',
        voice: 'Short sentences, plain words.',
        tones: ['friendly'],
        topics: ['launches'],
        examples: ['Launch day is here.'],
      },
    },
  },
  errors: BARE_ERRORS,
});
