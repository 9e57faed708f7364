import { createRequire } from 'node:module';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { S3Client } from '@aws-sdk/client-s3';
import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { MOST_BYTES, publicName } from './media-asset.ts';
import type { MediaSettings } from './settings.ts';
import type { Announced, HeldUpload, MediaStore } from './store.ts';

/** Loads packages that only installations with S3 need. */
const load = createRequire(import.meta.url);

/** Cached permanently: a public name always refers to the same bytes. */
const CACHED = 'public, max-age=31536000, immutable';

/**
 * S3-compatible storage. Uploads go to `pending/` through a URL whose signature covers type and
 * length, and are copied to `media/` once inspected, so that the URL cannot overwrite served bytes.
 * The bucket's owner must make `media/` readable.
 */
export function openS3Store(settings: MediaSettings): MediaStore {
  const { MEDIA_S3_BUCKET: Bucket, MEDIA_S3_ENDPOINT: endpoint, MEDIA_S3_REGION: region } = settings;
  const {
    CopyObjectCommand,
    DeleteObjectCommand,
    GetObjectCommand,
    ListObjectsV2Command,
    NoSuchKey,
    PutObjectCommand,
    S3Client,
  } = load('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  const presigner = load('@aws-sdk/s3-request-presigner') as typeof import('@aws-sdk/s3-request-presigner');
  const client = new S3Client({
    region,
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
  const bucketUrl = endpoint ? `${endpoint.replace(/\/+$/, '')}/${Bucket}` : amazon(Bucket, region);
  const base = settings.MEDIA_S3_PUBLIC_URL.replace(/\/+$/, '') || bucketUrl;
  const pending = ({ key }: Announced) => `pending/${key}`;
  const kept = (file: Announced) => `media/${publicName(file)}`;
  // Deletes one at a time: not every compatible storage supports bulk deletion.
  const remove = async (...keys: string[]) => {
    for (const Key of keys) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  };
  return {
    async sign(file, now) {
      const put = new PutObjectCommand({
        Bucket,
        Key: pending(file),
        ContentType: file.contentType,
        ContentLength: file.size,
      });
      const url = await presigner.getSignedUrl(client, put, {
        expiresIn: Math.round((file.expiresAt.getTime() - now.getTime()) / 1_000),
        signingDate: now,
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
      });
      return {
        url,
        method: 'PUT',
        headers: { 'Content-Type': file.contentType, 'Content-Length': String(file.size) },
      };
    },
    async hold(file): Promise<HeldUpload | null> {
      const found = await client
        .send(new GetObjectCommand({ Bucket, Key: pending(file) }))
        .catch((error) => (error instanceof NoSuchKey ? null : Promise.reject(error)));
      if (!found) return null;
      return {
        read: async () => found.Body as Readable,
        async keep() {
          const copy = new CopyObjectCommand({
            Bucket,
            Key: kept(file),
            CopySource: `${Bucket}/${pending(file)}`,
            // Copies exactly the inspected version, or fails.
            CopySourceIfMatch: found.ETag,
            MetadataDirective: 'REPLACE',
            ContentType: file.contentType,
            ContentDisposition: 'inline',
            CacheControl: CACHED,
          });
          await client.send(copy);
          await remove(pending(file));
        },
        drop: () => remove(pending(file)),
      };
    },
    urlOf: (file) => `${base}/${kept(file)}`,
    async read(file) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: kept(file) }));
      return buffer(bounded(Body as Readable, file.size));
    },
    remove: (file) => remove(pending(file), kept(file)),
    async sweep(before) {
      // Holds at most one page of names in memory.
      let next: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: 'pending/',
            ContinuationToken: next,
          }),
        );
        const old = (page.Contents ?? []).filter(({ LastModified }) => LastModified && LastModified < before);
        await remove(...old.map(({ Key }) => Key!));
        next = page.NextContinuationToken;
      } while (next);
    },
  };
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
            ? MOST_BYTES + 1
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
function bounded(body: Readable, limit: number): Readable {
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

function amazon(bucket: string, region: string): string {
  return `https://${bucket}.s3.${region}.amazonaws.com`;
}
