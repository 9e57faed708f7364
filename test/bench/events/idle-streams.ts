import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Streams opened at the same time. */
const BATCH = 50;

/** Opens event streams and discards what they send. */
export async function openIdleStreams(url: string, key: string, count: number): Promise<{ close(): void }> {
  const responses: IncomingMessage[] = [];
  while (responses.length < count) {
    const size = Math.min(BATCH, count - responses.length);
    responses.push(...(await Promise.all(Array.from({ length: size }, () => open(url, key)))));
  }
  return {
    close() {
      for (const response of responses) response.destroy();
    },
  };
}

function open(url: string, key: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url, { agent: false, headers: { 'x-api-key': key } })
    .on('response', async (response) => {
      if (response.statusCode !== 200)
        return reject(new Error(`A stream was refused: ${response.statusCode} ${await text(response)}`));
      response.on('error', () => {}).resume();
      resolve(response);
    })
    .on('error', reject)
    .end();
  return promise;
}
