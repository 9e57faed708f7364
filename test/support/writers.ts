import { http } from './http.ts';

/** Posts that are being written, as clients write them who repeat what was not answered. */
export interface Writing {
  /** Ids of what was acknowledged, by its text. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Statuses of what was refused meanwhile. */
  readonly refusals: ReadonlySet<number>;
  /** Ends when each writer has had its last answer, or has given it up. */
  stop(): Promise<void>;
}

/** Writes posts one after the other by SocialCRM's door, with each key, under an Idempotency-Key and until it is acknowledged. */
export function writePosts(url: () => string, keys: readonly string[]): Writing {
  const acknowledged = new Map<string, string>();
  const refusals = new Set<number>();
  let over = false;
  // A key has so many requests a minute.
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
        await pause();
        return;
      }
      if (answer) refusals.add(answer.status);
      await pause();
      // What another process may still be at is left for later, as a client would.
      if (answer?.status === 409) return;
    }
  };
  const running = keys.map(async (key, writer) => {
    for (let number = 0; !over; number++) await write(key, `post ${writer} ${number}`);
  });
  return {
    acknowledged,
    refusals,
    async stop() {
      over = true;
      await Promise.all(running);
    },
  };
}

/** Every post that the key's workspace has. */
async function readAll(url: string, key: string): Promise<{ id: string; body: string }[]> {
  const all: { id: string; body: string }[] = [];
  for (;;) {
    const { json } = await http(url, `/social-crm/v1/posts?limit=100&offset=${all.length}`, { key });
    all.push(...json.data);
    if (json.data.length < 100) return all;
  }
}

/** Texts that were acknowledged and are not there under their ids, and texts that are there twice. */
export async function lostOrDoubled(url: string, key: string, { acknowledged }: Writing): Promise<string[]> {
  const kept = await readAll(url, key);
  const ids = new Map(kept.map(({ id, body }) => [body, id]));
  const lost = [...acknowledged].filter(([body, id]) => ids.get(body) !== id).map(([body]) => body);
  const doubled = kept.filter(({ id, body }) => ids.get(body) !== id).map(({ body }) => body);
  return [...lost, ...doubled];
}

/** Statuses of refusals that SocialCRM's document and ours do not have. */
export function undocumented({ refusals }: Writing): number[] {
  return [...refusals].filter((status) => ![409, 429, 500, 502, 503, 504].includes(status));
}
