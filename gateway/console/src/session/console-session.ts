import { type AccessToken, completeLogIn, goToLogIn, requestTokenSilently } from './authorization.ts';

/** What the page may do on behalf of the person who is logged in. */
export interface Session {
  /** Sends a request with an access token, and opens the log-in page once the session has ended. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
}

const UNAUTHORIZED = 401;

/**
 * Opens the session: completes a log-in, or requests a token silently. Returns null if the browser
 * leaves for the log-in page. The token is in memory only, where no other page can read it.
 */
export async function openSession(): Promise<Session | null> {
  const first = (await returningToken()) ?? (await requestTokenSilently());
  if (first) return sessionOf(first);
  await goToLogIn(currentAddress());
  return null;
}

/** Returns the token of a log-in that ends on this page, and restores the address. */
async function returningToken(): Promise<AccessToken | null> {
  if (!location.pathname.endsWith('/signed-in')) return null;
  const completed = await completeLogIn(new URLSearchParams(location.search));
  history.replaceState(null, '', completed?.returnTo ?? document.baseURI);
  return completed?.token ?? null;
}

function sessionOf(first: AccessToken): Session {
  let current = first;
  let renewal: Promise<AccessToken> | undefined;
  const renew = (): Promise<AccessToken> => {
    renewal ??= renewedToken().finally(() => {
      renewal = undefined;
    });
    return renewal;
  };
  const send = (input: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${current.value}`);
    return fetch(input, { ...init, headers });
  };
  return {
    async fetch(input, init) {
      if (Date.now() >= current.renewAt) current = await renew();
      const response = await send(input, init);
      if (response.status !== UNAUTHORIZED) return response;
      current = await renew();
      return send(input, init);
    },
  };
}

/** Requests a token again; never returns if the browser leaves for the log-in page. */
async function renewedToken(): Promise<AccessToken> {
  const token = await requestTokenSilently();
  if (token) return token;
  await goToLogIn(currentAddress());
  return new Promise(() => undefined);
}

function currentAddress(): string {
  return location.pathname + location.search;
}
