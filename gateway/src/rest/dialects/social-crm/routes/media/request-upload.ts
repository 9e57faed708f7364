import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { type Failure, failures, PAID_ERRORS, refuse } from '../../problems.ts';
import { bodyOf, moment, textOf } from '../../schemas.ts';

const TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4'];

const LARGEST = 104_857_600;

interface Requested extends Failure {
  media: { id: string };
  uploadUrl: string;
  method: string;
  headers: { name: string; value: string }[];
  expiresAt: string;
}

/** `POST /v1/media/upload-url`. */
export const requestUpload = route({
  operationId: 'requestUpload',
  method: 'POST',
  path: '/v1/media/upload-url',
  summary: 'Request a presigned upload URL',
  description: 'Registers a file, and returns the URL, method and headers with which to upload its bytes.',
  scope: 'media:write',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  body: bodyOf({
    filename: textOf(255, 'Its name.'),
    content_type: Type.Enum(TYPES, { description: 'Content type, which the bytes must match.' }),
    size: Type.Integer({ minimum: 1, maximum: LARGEST, description: 'Size in bytes, at most 100 MB.' }),
  }),
  operation: /* GraphQL */ `
    mutation RequestUpload($input: RequestUploadInput!) {
      requestUpload(input: $input) {
        ${failures('InvalidInput', 'PlanRequired', 'QuotaExceeded')}
        ... on UploadRequested { media { id } uploadUrl method headers { name value } expiresAt }
      }
    }
  `,
  variables: ({ body }) => ({
    input: { filename: body.filename, contentType: body.content_type, size: body.size },
  }),
  reply({ requestUpload: result }: { requestUpload: Requested }) {
    refuse(result);
    return {
      id: result.media.id,
      upload_url: result.uploadUrl,
      method: result.method,
      headers: Object.fromEntries(result.headers.map(({ name, value }) => [name, value])),
      expires_at: result.expiresAt,
    };
  },
  status: 201,
  response: {
    schema: Type.Object({
      id: Type.String({ description: 'Opaque, stable id.' }),
      upload_url: Type.String({ description: 'URL to upload the bytes to.' }),
      method: Type.Literal('PUT'),
      headers: Type.Record(Type.String(), Type.String(), { description: 'Headers to send with the upload.' }),
      expires_at: moment('Time until which the upload URL is valid.'),
    }),
    example: {
      id: 'media_123',
      upload_url: 'https://media.example.com/media_123?signature=…',
      method: 'PUT',
      headers: { 'Content-Type': 'image/png' },
      expires_at: '2026-05-01T12:15:00.000Z',
    },
  },
  errors: { ...PAID_ERRORS, 402: ['payment_required', 'quota_exceeded'], 409: ['conflict'] },
});
