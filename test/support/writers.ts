import { http } from './http.ts';

/** Writers of posts that repeat unacknowledged requests, as clients do. */
export interface Writing {
  /** Ids of acknowledged posts, by their text. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Statuses of rejected requests. */
  readonly refusals: ReadonlySet<number>;
  /** Returns the longest time between two acknowledgements, in milliseconds. */
  longestOutage(): number;
  /** Resolves when every writer has received its last response or has given up. */
  stop(): Promise<void>;
}

/**
 * Creates posts sequentially over SocialCRM's REST API, with each key, repeating each under its
 * Idempotency-Key until it is acknowledged.
 */
export function writePosts(url: () => string, keys: readonly string[]): Writing {
  const acknowledged = new Map<string, string>();
  const refusals = new Set<number>();
  let longestOutage = 0;
  let last = performance.now();
  let over = false;
  // A key may send a limited number of requests a minute.
  const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
  const write = async (key: string, body: string) => {
    while (!over) {
      const answer = await http(url(), '/social-crm/v1/posts', {
        method: 'POST',
        key,
        headers: { 'content-type': 'application/json', 'idempotency-key': body.replaceAll(' ', '-') },
        body: JSON.stringify({ body, account_ids: [] }),
      }).catch(() => null);
      if (answer?.status === 201) {
        acknowledged.set(body, answer.json.id);
        longestOutage = Math.max(longestOutage, performance.now() - last);
        last = performance.now();
        await pause();
        return;
      }
      if (answer) refusals.add(answer.status);
      await pause();
      // A request that another process may still be handling is repeated later, as a client would.
      if (answer?.status === 409) return;
    }
  };
  const running = keys.map(async (key, writer) => {
    for (let number = 0; !over; number++) await write(key, `post ${writer} ${number}`);
  });
  return {
    acknowledged,
    refusals,
    longestOutage: () => longestOutage,
    async stop() {
      over = true;
      await Promise.all(running);
    },
  };
}

/** Lists all posts of the key's workspace. */
async function readAll(url: string, key: string): Promise<{ id: string; body: string }[]> {
  const all: { id: string; body: string }[] = [];
  for (;;) {
    const { json } = await http(url, `/social-crm/v1/posts?limit=100&offset=${all.length}`, { key });
    all.push(...json.data);
    if (json.data.length < 100) return all;
  }
}

/**
 * Returns texts that were acknowledged but not stored under their id, and texts that are stored
 * twice.
 */
export async function lostOrDoubled(url: string, key: string, { acknowledged }: Writing): Promise<string[]> {
  const stored = await readAll(url, key);
  const ids = new Map(stored.map(({ id, body }) => [body, id]));
  const lost = [...acknowledged].filter(([body, id]) => ids.get(body) !== id).map(([body]) => body);
  const doubled = stored.filter(({ id, body }) => ids.get(body) !== id).map(({ body }) => body);
  return [...lost, ...doubled];
}

/** Prints the longest outage of the writers. */
export function reportOutage(what: string, { longestOutage }: Writing): void {
  process.stdout.write(`${what}: writes failed for ${(longestOutage() / 1_000).toFixed(1)} s.\n`);
}

/** Returns statuses of rejections that neither SocialCRM's document nor ours lists. */
export function undocumented({ refusals }: Writing): number[] {
  return [...refusals].filter((status) => ![409, 429, 500, 502, 503, 504].includes(status));
}
