import { createRequire } from 'node:module';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { MAX_BYTES } from './media-asset.ts';
import type { MediaSettings } from './settings.ts';

/** Loads packages that only installations with S3 need. */
const load = createRequire(import.meta.url);

/** The client of a bucket, with the parts of the SDK that use it. */
export interface S3 {
  readonly client: S3Client;
  readonly commands: typeof import('@aws-sdk/client-s3');
  readonly presigner: typeof import('@aws-sdk/s3-request-presigner');
}

/** Opens the client for the configured storage, with bounded responses. */
export function openS3Client(settings: MediaSettings): S3 {
  const commands = load('@aws-sdk/client-s3') as S3['commands'];
  const presigner = load('@aws-sdk/s3-request-presigner') as S3['presigner'];
  const endpoint = settings.MEDIA_S3_ENDPOINT;
  const client = new commands.S3Client({
    region: settings.MEDIA_S3_REGION,
    credentials: {
      accessKeyId: settings.MEDIA_S3_ACCESS_KEY_ID,
      secretAccessKey: settings.MEDIA_S3_SECRET_ACCESS_KEY,
    },
    // Path-style URLs work with every compatible storage.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // The URL is signed before there is a body to compute a checksum of.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  boundResponses(client);
  return { client, commands, presigner };
}

/**
 * Bounds response bodies before the client buffers them: an object by one byte more than the
 * largest file, so that `inspect` can detect a larger one, and all other responses as listings.
 */
function boundResponses(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const response = result.response as { statusCode: number; body?: unknown };
        const limit =
          commandName === 'GetObjectCommand' && response.statusCode < 300
            ? MAX_BYTES + 1
            : RESPONSE_LIMITS.listing;
        if (isReadable(response.body)) response.body = bounded(response.body, limit);
        return result;
      },
    { name: 'boundResponses', step: 'deserialize', priority: 'low' },
  );
}

function isReadable(body: unknown): body is Readable {
  return typeof (body as Readable | undefined)?.pipe === 'function';
}

/** Destroys the connection once the limit is exceeded, or when the reader stops. */
export function bounded(body: Readable, limit: number): Readable {
  const count = byteCounter(limit);
  const transform = (chunk: Buffer, _: BufferEncoding, done: TransformCallback) => {
    try {
      count(chunk);
      done(null, chunk);
    } catch (error) {
      done(error as Error);
    }
  };
  return pipeline(body, new Transform({ transform }), () => {});
}
