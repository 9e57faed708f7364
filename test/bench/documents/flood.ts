/**
 * `node --expose-gc flood.ts JSON` with { supergraph, documents, steps }: runs `tributary route
 * --plain` with its subgraphs in this process, sends that many documents, each new to it, and
 * prints a line of JSON after each step.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createLogger, readConfig } from '@tributary/kit/host';
import { Pool } from 'undici';
import { startInProcess } from '../gateway/in-process.ts';

/** Memory in MB after a step and a full garbage collection. */
export interface Step {
  readonly documents: number;
  readonly heap: number;
  readonly external: number;
  readonly resident: number;
}

/** Concurrent requests. */
const AT_A_TIME = 8;
/** One in this many documents is sent twice, and therefore compiled. */
const AGAIN = 10;
const MB = 1_048_576;

const { supergraph, documents, steps } = JSON.parse(process.argv[2]!) as {
  supergraph: string;
  documents: number;
  steps: number;
};
const router = await startInProcess(readFileSync(supergraph, 'utf8'), readConfig(), createLogger('error'));
const pool = new Pool(router.url, { connections: AT_A_TIME });
let sent = 0;
for (let step = 1; step <= steps; step++) {
  const until = Math.round((documents * step) / steps);
  await Promise.all(Array.from({ length: AT_A_TIME }, () => sendUntil(until)));
  measure(sent);
}
await pool.close();
await router.stop();

async function sendUntil(until: number): Promise<void> {
  while (sent < until) {
    const number = sent++;
    await send(number);
    if (number % AGAIN === 0) await send(number);
  }
}

/** A document over two subgraphs with unique names, also registered by its hash. */
async function send(number: number): Promise<void> {
  const query = `query Flood${number} { users { n${number}: name reviews { r${number}: body } } }`;
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const { statusCode, body } = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  });
  const answer = await body.text();
  if (statusCode !== 200 || !answer.includes(`"n${number}":"Ada Lovelace"`))
    throw new Error(`The answer to ${query} was ${statusCode}: ${answer.slice(0, 200)}`);
}

function measure(documents: number): void {
  globalThis.gc!();
  const { heapUsed, external, rss } = process.memoryUsage();
  const step: Step = { documents, heap: heapUsed / MB, external: external / MB, resident: rss / MB };
  process.stdout.write(`${JSON.stringify(step)}\n`);
}
