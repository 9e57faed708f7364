import { bluesky as reading } from '../bluesky.ts';
import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { jsonOf, type Platform, type StoredPost } from './platform.ts';

const DID = 'did:plc:7';
const CID = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';

interface Sent {
  text: string;
  embed?: { images?: unknown[] };
}

/** A PDS: records have keys that the client chooses, and each key is accepted once. */
export function bluesky(): Platform {
  const posts: StoredPost[] = [];
  const uriOf = (key: string) => `at://${DID}/app.bsky.feed.post/${key}`;
  const answer = (asked: VendorRequest): VendorResponse => {
    const name = asked.path.split('.').at(-1);
    if (name === 'createSession')
      return { body: { did: DID, handle: 'someone.example', accessJwt: 'a.b.c' } };
    if (asked.headers.authorization !== 'Bearer a.b.c')
      return { status: 401, body: { error: 'AuthMissing', message: 'Authentication Required' } };
    if (name === 'getProfile') return { body: { did: DID, displayName: 'Someone' } };
    if (name === 'uploadBlob') {
      const { length: size } = asked.body;
      return { body: { blob: { $type: 'blob', ref: { $link: CID }, mimeType: 'image/png', size } } };
    }
    if (name === 'resolveHandle')
      return asked.query.get('handle') === 'friend.test'
        ? { body: { did: 'did:plc:8' } }
        : { status: 400, body: { error: 'InvalidRequest', message: 'Unable to resolve handle' } };
    const stored = (key: unknown) => posts.find(({ id }) => id === key);
    if (name === 'getRecord') {
      const key = asked.query.get('rkey');
      const known = stored(key);
      return known
        ? { body: { uri: uriOf(String(key)), value: known.sent } }
        : { status: 400, body: { error: 'RecordNotFound', message: 'Could not locate record' } };
    }
    const writes: { rkey: string; value: Sent }[] = jsonOf(asked)['writes'];
    // The vendor's own server returns this generic error too.
    if (writes.some(({ rkey }) => stored(rkey)))
      return { status: 500, body: { error: 'InternalServerError', message: 'Internal Server Error' } };
    for (const { rkey: id, value } of writes)
      posts.push({
        id,
        text: value.text,
        media: value.embed?.images?.length ?? 0,
        at: new Date(),
        sent: value,
      });
    return { body: { results: writes.map(({ rkey }) => ({ uri: uriOf(rkey), cid: CID })) } };
  };
  return {
    ...reading,
    answer,
    posts,
    publishes: ({ path }) => path.endsWith('.applyWrites'),
    refused: { status: 400, body: { error: 'InvalidRecord', message: 'Record/text must not be longer' } },
  };
}
