import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@tributary/gateway/access';
import { http, type TestApp } from '@tributary/test/support';
import * as oauth from 'oauth4webapi';

export const EMAIL = 'ada@example.org';
export const PASSWORD = 'correct horse battery';
export const REDIRECT = 'http://127.0.0.1:9/callback';

/** Creates the user that tests log in as; returns the id. */
export async function addUser(
  { app, workspaceId }: Pick<TestApp, 'app' | 'workspaceId'>,
  role: Role = 'editor',
): Promise<string> {
  const { id } = await app.admin.createUser(workspaceId, { email: EMAIL, name: 'Ada', role });
  await app.oauth.setPassword(workspaceId, id, PASSWORD);
  return id;
}

interface Sent {
  readonly method?: string;
  readonly headers?: RequestInit['headers'];
  readonly body?: unknown;
}

/**
 * Returns a fetch function that sends every request to one gateway, regardless of the URL's host,
 * and follows no redirect.
 */
export function fetchAt(gateway: string) {
  return async (address: string, { method = 'GET', headers, body }: Sent = {}): Promise<Response> => {
    const { host, pathname, search } = new URL(address);
    const form =
      body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    const answer = await http(gateway, pathname + search, {
      method,
      host,
      headers: { ...form, ...Object.fromEntries(new Headers(headers)) },
      ...(body === undefined ? {} : { body: String(body) }),
    });
    const received = new Headers();
    for (const [name, value] of Object.entries(answer.headers))
      for (const each of [value].flat()) if (each !== undefined) received.append(name, each);
    return new Response(answer.status === 204 ? null : answer.text, {
      status: answer.status,
      headers: received,
    });
  };
}

/** The current location of a browser; `response` is null at a URL of the client. */
export interface Place {
  readonly url: string;
  readonly response: Response | null;
}

export type Go = (url: string, form?: Record<string, string>) => Promise<Place>;

/**
 * Simulates a browser without scripts: it stores cookies by path and follows redirects until they
 * lead to the client.
 */
export function browser(
  gateway: string,
  headers: Record<string, string> = {},
  callback: string = REDIRECT,
): Go {
  const cookies = new Map<string, { value: string; path: string }>();
  const fetch = fetchAt(gateway);
  const go: Go = async (url, form) => {
    if (url.startsWith(callback)) return { url, response: null };
    const { pathname } = new URL(url);
    const sent = [...cookies].filter(([, { path }]) => pathname.startsWith(path));
    const response = await fetch(url, {
      headers: {
        ...headers,
        accept: 'text/html',
        cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; '),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, { value: value!, path: /path=([^;]+)/i.exec(line)?.[1] ?? '/' });
    }
    const onward = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(await response.clone().text())?.[1];
    const to = response.headers.get('location') ?? onward;
    return to ? go(new URL(to, url).href) : { url, response };
  };
  return go;
}

/** Returns the CSRF token of a page's form. */
export const csrfOf = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Submits the form of the current page. */
export async function answer(go: Go, { url, response }: Place, form: Record<string, string>): Promise<Place> {
  return go(url, { csrf: csrfOf(await response!.clone().text()), ...form });
}

/** Logs in; returns the consent page. */
export function logIn(go: Go, page: Place, password = PASSWORD): Promise<Place> {
  return answer(go, page, { action: 'login', email: EMAIL, password });
}

/** A standard OAuth client of a gateway, in the form that the library uses. */
export interface Client {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly options: {
    [oauth.customFetch]: ReturnType<typeof fetchAt>;
    [oauth.allowInsecureRequests]: boolean;
  };
}

/** Discovers the authorization server of an issuer (RFC 8414) through a gateway. */
export async function discover(
  gateway: string,
  issuer: string,
  clientId: string,
  authentication: oauth.ClientAuth = oauth.None(),
): Promise<Client> {
  const options = {
    [oauth.customFetch]: fetchAt(gateway),
    [oauth.allowInsecureRequests]: true,
  };
  const found = await oauth.discoveryRequest(new URL(issuer), { ...options, algorithm: 'oauth2' });
  const server = await oauth.processDiscoveryResponse(new URL(issuer), found);
  return { server, client: { client_id: clientId }, authentication, options };
}

/** Creates an authorization request and the verifier of its challenge. */
export function authorizationOf(
  { server, client }: Pick<Client, 'server' | 'client'>,
  changes: Record<string, string> = {},
): { url: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'profile posts:read',
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  return { url: `${server.authorization_endpoint}?${parameters}`, verifier };
}

/** An authorization response, and the verifier for the exchange of its code. */
export interface Given {
  readonly callback: URLSearchParams;
  readonly verifier: string;
}

/** Opens the authorization URL, logs in and consents; the client validates the response. */
export async function authorize(
  gateway: string,
  client: Client,
  changes?: Record<string, string>,
): Promise<Given> {
  const go = browser(gateway);
  const { url, verifier } = authorizationOf(client, changes);
  const done = await answer(go, await logIn(go, await go(url)), { action: 'allow' });
  return {
    callback: oauth.validateAuthResponse(client.server, client.client, new URL(done.url), 's'),
    verifier,
  };
}

/** Exchanges a code for tokens; the library throws if the server refuses. */
export async function exchange(
  { server, client, authentication, options }: Client,
  { callback, verifier }: Given,
  redirect = REDIRECT,
): Promise<oauth.TokenEndpointResponse> {
  const sent = [server, client, authentication, callback, redirect, verifier, options] as const;
  const response = await oauth.authorizationCodeGrantRequest(...sent);
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

/** Exchanges a refresh token. */
export async function refresh(
  { server, client, authentication, options }: Client,
  token: string,
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.refreshTokenGrantRequest(server, client, authentication, token, options);
  return oauth.processRefreshTokenResponse(server, client, response);
}

/** Revokes a token; the library throws if the server refuses. */
export async function revoke(
  { server, client, authentication, options }: Client,
  token: string,
): Promise<undefined> {
  return oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, authentication, token, options),
  );
}

/** Requests XTracker's profile with a token; returns the status. */
export async function profileStatus(gateway: string, token: string): Promise<number> {
  return (await http(gateway, '/api/profile', { headers: { authorization: `Bearer ${token}` } })).status;
}
