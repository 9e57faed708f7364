import { patientFetch } from './patient-fetch.ts';
import { createProofKey, randomText } from './pkce.ts';

const CLIENT_ID = 'tributary-console';
const SCOPE = 'console';
/** Key in `sessionStorage` of the log-in that has sent the browser to the authorization server. */
const PENDING = 'tributary.log-in';

/** An access token. */
export interface AccessToken {
  readonly value: string;
  /** Time in milliseconds from which on it is renewed. */
  readonly renewAt: number;
}

interface PendingLogIn {
  readonly state: string;
  readonly verifier: string;
  /** Address within the console to return to. */
  readonly returnTo: string;
}

const RENEW_BEFORE_MS = 60_000;
const redirectUri = () => new URL('signed-in', document.baseURI).href;

/**
 * Requests a token without showing a page; null if nobody is logged in. The authorization server
 * redirects to a page of the console, so the code can be read from the address of the response.
 */
export async function requestTokenSilently(): Promise<AccessToken | null> {
  const { verifier, challenge } = await createProofKey();
  const state = randomText();
  const response = await patientFetch(authorizationUrl({ challenge, state, prompt: 'none' }), {
    headers: { accept: 'text/html' },
    credentials: 'same-origin',
  });
  const answer = new URL(response.url).searchParams;
  const code = answer.get('code');
  if (code && answer.get('state') === state) return exchangeCode(code, verifier);
  if (answer.get('error') === 'login_required') return null;
  throw new Error(refusalOf(answer) ?? `The log-in failed with status ${response.status}.`);
}

/** Sends the browser to the log-in page, which returns to the address. */
export async function goToLogIn(returnTo: string): Promise<void> {
  const { verifier, challenge } = await createProofKey();
  const state = randomText();
  sessionStorage.setItem(PENDING, JSON.stringify({ state, verifier, returnTo } satisfies PendingLogIn));
  location.assign(authorizationUrl({ challenge, state }));
}

/**
 * Completes the log-in that returned to this page; null if this tab did not begin it. Throws if it
 * was refused, because another attempt would be refused as well.
 */
export async function completeLogIn(
  answer: URLSearchParams,
): Promise<{ token: AccessToken; returnTo: string } | null> {
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null') as PendingLogIn | null;
  sessionStorage.removeItem(PENDING);
  const refusal = refusalOf(answer);
  if (refusal) throw new Error(refusal);
  const code = answer.get('code');
  if (!pending || !code || answer.get('state') !== pending.state) return null;
  return { token: await exchangeCode(code, pending.verifier), returnTo: pending.returnTo };
}

function refusalOf(answer: URLSearchParams): string | null {
  return answer.get('error_description') ?? answer.get('error');
}

function authorizationUrl(request: { challenge: string; state: string; prompt?: 'none' }): string {
  const url = new URL('api/oauth/authorize', document.baseURI);
  url.search = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope: SCOPE,
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
    ...(request.prompt ? { prompt: request.prompt } : {}),
  }).toString();
  return url.href;
}

async function exchangeCode(code: string, verifier: string): Promise<AccessToken> {
  const response = await patientFetch(new URL('api/oauth/token', document.baseURI).href, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      redirect_uri: redirectUri(),
      code,
      code_verifier: verifier,
    }),
  });
  if (!response.ok) throw new Error(`The token was refused with status ${response.status}.`);
  const { access_token, expires_in } = (await response.json()) as {
    access_token: string;
    expires_in: number;
  };
  return { value: access_token, renewAt: Date.now() + expires_in * 1_000 - RENEW_BEFORE_MS };
}
