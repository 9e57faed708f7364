import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { type Failure, failures, ONE_ERRORS, PAID_ERRORS, refuse } from '../../problems.ts';
import { emptyBody } from '../../schemas.ts';

interface Confirmed extends Failure {
  media: { id: string; status: string; url: string | null; contentType: string; size: number };
}

/** `POST /v1/media/{id}/confirm`. */
export const confirmUpload = route({
  operationId: 'confirmUpload',
  method: 'POST',
  path: '/v1/media/{id}/confirm',
  summary: 'Confirm a finished upload',
  description:
    'Verifies the uploaded bytes against the registered type and size, and marks the file as ready.',
  scope: 'media:write',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  body: emptyBody,
  operation: /* GraphQL */ `
    mutation ConfirmUpload($id: ID!) {
      confirmUpload(id: $id) {
        ${failures('NotFound', 'Conflict', 'PlanRequired')}
        ... on UploadConfirmed { media { id status url contentType size } }
      }
    }
  `,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ confirmUpload: result }: { confirmUpload: Confirmed }) {
    refuse(result);
    const { id, status, url, contentType, size } = result.media;
    return { id, status: status.toLowerCase(), url, content_type: contentType, size };
  },
  response: {
    schema: Type.Object({
      id: Type.String(),
      status: Type.Literal('ready'),
      url: Type.String({ description: 'Unguessable URL of the file.' }),
      content_type: Type.String(),
      size: Type.Integer({ description: 'Size in bytes.' }),
    }),
    example: {
      id: 'media_123',
      status: 'ready',
      url: 'https://media.example.com/media_123?signature=…',
      content_type: 'image/png',
      size: 48213,
    },
  },
  errors: { ...ONE_ERRORS, ...PAID_ERRORS, 409: ['conflict'] },
});
