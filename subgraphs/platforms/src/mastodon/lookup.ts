import type { ListenClient } from '../listen/client.ts';
import type { Item } from '../listen/item.ts';
import type { ReadOptions } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { PublicStatus, StatusContext } from './api.ts';
import { fromStatus } from './items.ts';

/** `/@name/ID`, `/@name@server/ID`, `/web/@name/ID` and `/users/name/statuses/ID`. */
const STATUS = /^\/(?:(?:web|deck)\/)?(?:@[\w.-]+(?:@[\w.-]+)?|users\/[\w.-]+\/statuses)\/(\d{5,25})\/?$/;

/**
 * Returns `ORIGIN/ID` of a status; null for any other address. Every server has such addresses, so
 * the server is not looked up in a list.
 */
export function postAt({ origin, pathname }: URL): string | null {
  const id = STATUS.exec(pathname)?.[1];
  return id ? `${origin}/${id}` : null;
}

/** Reads a status at the server that its id names; null if the server has none. */
export async function findStatus(
  clientOf: (origin: string) => ListenClient,
  id: string,
  { signal }: ReadOptions,
): Promise<Item | null> {
  const { origin, host, pathname } = new URL(id);
  const request = { operation: 'status', path: `/api/v1/statuses${pathname}`, signal };
  const status = await orMissing(() => clientOf(origin).ask(request, readAs(PublicStatus)));
  return status && fromStatus(status, host);
}

/** Reads the replies to a status at its own server; none for software without this endpoint. */
export async function readReplies(
  clientOf: (origin: string) => ListenClient,
  { nativeId }: Item,
  most: number,
  { signal }: ReadOptions,
): Promise<Item[]> {
  const uri = URL.parse(nativeId);
  const id = uri && STATUS.exec(uri.pathname)?.[1];
  if (!id) return [];
  const request = { operation: 'replies', path: `/api/v1/statuses/${id}/context`, signal };
  const found = await orMissing(() => clientOf(uri.origin).ask(request, readAs(StatusContext)));
  const items = found?.descendants.map((status) => fromStatus(status, uri.host)) ?? [];
  return items.filter((item) => item !== null).slice(0, most);
}
