import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { publicName } from './media-asset.ts';
import { bounded, openS3Client, type S3 } from './s3-client.ts';
import type { MediaSettings } from './settings.ts';
import type { Announced, HeldUpload, MediaStore, SignedUpload } from './store.ts';

/** Cached permanently: a public name always refers to the same bytes. */
const CACHED = 'public, max-age=31536000, immutable';

/**
 * S3-compatible storage. Uploads go to `pending/` through a URL whose signature covers type and
 * length, and are copied to `media/` once inspected, so that the URL cannot overwrite served bytes.
 * The bucket's owner must make `media/` readable.
 */
export class S3Store implements MediaStore {
  readonly #s3: S3;
  readonly #bucket: string;
  readonly #base: string;

  constructor(settings: MediaSettings) {
    this.#s3 = openS3Client(settings);
    this.#bucket = settings.MEDIA_S3_BUCKET;
    this.#base = publicUrl(settings);
  }

  async sign(file: Announced, now: Date): Promise<SignedUpload> {
    const { client, commands, presigner } = this.#s3;
    const put = new commands.PutObjectCommand({
      Bucket: this.#bucket,
      Key: pendingKey(file),
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
  }

  async hold(file: Announced): Promise<HeldUpload | null> {
    const { NoSuchKey } = this.#s3.commands;
    const found = await this.#get(pendingKey(file)).catch((error) =>
      error instanceof NoSuchKey ? null : Promise.reject(error),
    );
    if (!found) return null;
    return {
      read: async () => found.Body as Readable,
      publish: () => this.#publish(file, found.ETag),
      discard: () => this.#delete(pendingKey(file)),
    };
  }

  urlOf(file: Announced): string {
    return `${this.#base}/${storedKey(file)}`;
  }

  async read(file: Announced): Promise<Uint8Array> {
    const { Body } = await this.#get(storedKey(file));
    return buffer(bounded(Body as Readable, file.size));
  }

  remove(file: Announced): Promise<void> {
    return this.#delete(pendingKey(file), storedKey(file));
  }

  /** Holds at most one page of names in memory. */
  async sweep(before: Date): Promise<void> {
    const { client, commands } = this.#s3;
    let next: string | undefined;
    do {
      const list = { Bucket: this.#bucket, Prefix: 'pending/', ContinuationToken: next };
      const page = await client.send(new commands.ListObjectsV2Command(list));
      const old = (page.Contents ?? []).filter(({ LastModified }) => LastModified && LastModified < before);
      await this.#delete(...old.map(({ Key }) => Key!));
      next = page.NextContinuationToken;
    } while (next);
  }

  #get(Key: string) {
    const { client, commands } = this.#s3;
    return client.send(new commands.GetObjectCommand({ Bucket: this.#bucket, Key }));
  }

  async #publish(file: Announced, inspected: string | undefined): Promise<void> {
    const { client, commands } = this.#s3;
    const copy = new commands.CopyObjectCommand({
      Bucket: this.#bucket,
      Key: storedKey(file),
      CopySource: `${this.#bucket}/${pendingKey(file)}`,
      // Copies exactly the inspected version, or fails.
      CopySourceIfMatch: inspected,
      MetadataDirective: 'REPLACE',
      ContentType: file.contentType,
      ContentDisposition: 'inline',
      CacheControl: CACHED,
    });
    await client.send(copy);
    await this.#delete(pendingKey(file));
  }

  /** Deletes one at a time: not every compatible storage supports bulk deletion. */
  async #delete(...keys: string[]): Promise<void> {
    const { client, commands } = this.#s3;
    for (const Key of keys)
      await client.send(new commands.DeleteObjectCommand({ Bucket: this.#bucket, Key }));
  }
}

function pendingKey({ key }: Announced): string {
  return `pending/${key}`;
}

function storedKey(file: Announced): string {
  return `media/${publicName(file)}`;
}

function publicUrl(settings: MediaSettings): string {
  const { MEDIA_S3_BUCKET: bucket, MEDIA_S3_ENDPOINT: endpoint, MEDIA_S3_REGION: region } = settings;
  return (
    settings.MEDIA_S3_PUBLIC_URL.replace(/\/+$/, '') ||
    (endpoint ? `${endpoint.replace(/\/+$/, '')}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`)
  );
}
