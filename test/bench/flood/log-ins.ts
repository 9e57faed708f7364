import { setTimeout as wait } from 'node:timers/promises';
import type { Server } from '../harness/children.ts';

/** The number of responses by status. */
export type Statuses = Readonly<Record<string, number>>;

const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

/**
 * Sends log-ins for non-existent accounts from one interaction, as a password guesser would, evenly
 * over so many seconds.
 */
export async function attemptLogIns(
  server: Server,
  client: { id: string; redirectUri: string },
  attempts: number,
  seconds: number,
): Promise<Statuses> {
  const { page, cookie, csrf } = await openLogIn(server, client);
  const statuses: Record<string, number> = {};
  const attempt = async (number: number): Promise<void> => {
    await wait((number * seconds * 1_000) / attempts);
    const email = `nobody-${number}@example.org`;
    const body = new URLSearchParams({ csrf, action: 'login', email, password: 'not the password' });
    const response = await fetch(page, { method: 'POST', headers: { ...FORM, cookie }, body });
    await response.arrayBuffer();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: attempts }, (_, number) => attempt(number)));
  return statuses;
}

/** Starts an authorization request and opens its log-in page. */
async function openLogIn(server: Server, { id, redirectUri }: { id: string; redirectUri: string }) {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: id,
    redirect_uri: redirectUri,
    scope: 'profile',
  });
  const response = await fetch(`${server.url}/api/oauth/authorize?${query}`, { redirect: 'manual' });
  const location = response.headers.get('location');
  if (!location) throw new Error(`The authorization request failed with ${response.status}.`);
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const page = new URL(location, server.url).href;
  const html = await (await fetch(page, { headers: { cookie } })).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1];
  if (!csrf) throw new Error('The log-in page has no form.');
  return { page, cookie, csrf };
}
