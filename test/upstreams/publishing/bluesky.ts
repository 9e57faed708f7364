import { bluesky as reading } from '../bluesky.ts';
import type { Asked, Told } from '../stand-in.ts';
import { jsonOf, type Kept, type Platform } from './platform.ts';

const DID = 'did:plc:7';

/** A PDS: records under keys that the client chooses, each once. */
export function bluesky(): Platform {
  const posts: Kept[] = [];
  const uriOf = (key: string) => `at://${DID}/app.bsky.feed.post/${key}`;
  const answer = (asked: Asked): Told => {
    const name = asked.path.split('.').at(-1);
    if (name === 'createSession')
      return { body: { did: DID, handle: 'someone.example', accessJwt: 'a.b.c' } };
    if (asked.headers.authorization !== 'Bearer a.b.c')
      return { status: 401, body: { error: 'AuthMissing', message: 'Authentication Required' } };
    if (name === 'getProfile') return { body: { did: DID, displayName: 'Someone' } };
    if (name === 'uploadBlob') {
      const { length: size } = asked.body;
      return { body: { blob: { $type: 'blob', ref: { $link: 'bafy' }, mimeType: 'image/png', size } } };
    }
    if (name === 'resolveHandle')
      return asked.query.get('handle') === 'friend.test'
        ? { body: { did: 'did:plc:8' } }
        : { status: 400, body: { error: 'InvalidRequest', message: 'Unable to resolve handle' } };
    const key = String(asked.query.get('rkey') ?? jsonOf(asked)['rkey']);
    const known = posts.find(({ id }) => id === key);
    if (name === 'getRecord')
      return known
        ? { body: { uri: uriOf(key), value: known.sent } }
        : { status: 400, body: { error: 'RecordNotFound', message: 'Could not locate record' } };
    const { record, swapRecord } = jsonOf(asked);
    if (known && swapRecord === null)
      return { status: 400, body: { error: 'InvalidSwap', message: 'Record was at bafy' } };
    const media = record.embed?.images.length ?? 0;
    posts.push({ id: key, text: record.text, media, at: new Date(), sent: record });
    return { body: { uri: uriOf(key), cid: 'bafy' } };
  };
  return {
    ...reading,
    answer,
    posts,
    publishes: ({ path }) => path.endsWith('.putRecord'),
    refused: { status: 400, body: { error: 'InvalidRecord', message: 'Record/text must not be longer' } },
  };
}
