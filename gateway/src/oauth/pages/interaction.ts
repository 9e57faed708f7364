import { type Logger, TributaryError } from '@tributary/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { CONSOLE_CLIENT, type KnownClient, type OauthStore, resourceOfAudience } from '../../access/index.ts';
import { scopesWithin } from '../consent.ts';
import { basePathOf, OAUTH } from '../endpoint-paths.ts';
import type { OauthGuard } from '../oauth-guard.ts';
import { csrfFor, formOf, isOurForm, type SentForm } from './forms.ts';
import {
  consentPage,
  logInPage,
  type PageContext,
  type RequestedAccess,
  redirectPage,
} from './html-pages.ts';
import { errorPage, PAGE_HEADERS } from './layout.ts';
import { sessionOf } from './session.ts';

/** Maximum length of an email address, in characters. */
const MAX_EMAIL = 320;
/** Maximum length of the name of a workspace, in characters. */
const MAX_WORKSPACE = 63;

/** Dependencies of the log-in and consent pages. */
export interface InteractionServices {
  readonly store: OauthStore;
  readonly guard: OauthGuard;
  readonly issuer: () => string;
  /** Whether the console is served. */
  readonly hasConsole: boolean;
  readonly log: Logger;
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

interface Asked {
  details: Details;
  client: KnownClient;
  redirectUri: string;
  page: PageContext;
}

/** Shows the log-in or consent page of an interaction. */
export async function showInteraction(
  provider: Provider,
  { store }: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const asked = await ask(provider, store, request, reply);
  if (!asked)
    return refuse(
      reply,
      400,
      'This login request is unknown or has expired. Go back to the app and try again.',
    );
  reply.headers(PAGE_HEADERS);
  if (asked.details.prompt.name === 'login') return reply.send(logInPage(asked.page));
  const user = await store.findUser(asked.details.session?.accountId ?? '');
  const { host } = new URL(asked.redirectUri);
  return reply.send(consentPage(asked.page, user?.email ?? '', accessOf(asked.details, asked.client), host));
}

/** Handles the submitted form of an interaction. */
export async function submitInteraction(
  provider: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { guard, store } = services;
  const form = formOf(request);
  // Counted before any look-up: a flood of log-ins must not reach the database or the hashing of
  // passwords.
  const wait = form['password'] === undefined ? null : guard.countLogIn(request.raw);
  if (wait !== null) {
    reply.header('retry-after', String(wait));
    return refuse(reply, 429, 'Too many login attempts from this address. Try again in a minute.');
  }
  const asked = await ask(provider, store, request, reply);
  if (!asked)
    return refuse(
      reply,
      400,
      'This login request is unknown or has expired. Go back to the app and try again.',
    );
  if (!(await isOurForm(request, services, subjectOf(asked.details))))
    return refuse(
      reply,
      403,
      'This form was not submitted from this page. Go back to the app and try again.',
    );
  if (form['action'] === 'deny')
    return finish(provider, request, reply, {
      error: 'access_denied',
      error_description: 'The user denied access.',
    });
  if (asked.details.prompt.name === 'login') return logIn(provider, services, asked, form, request, reply);
  if (form['action'] === 'switch') return switchAccount(provider, services, asked.details, request, reply);
  if (form['action'] !== 'allow') return refuse(reply, 400, 'Choose whether to allow or deny access.');
  return finish(provider, request, reply, { consent: { grantId: await grant(provider, asked.details) } });
}

async function logIn(
  provider: Provider,
  { store, guard }: InteractionServices,
  { page }: Asked,
  form: SentForm,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const email = (form['email'] ?? '').slice(0, MAX_EMAIL);
  const workspace = page.workspace ?? (form['workspace'] ?? '').trim().toLowerCase().slice(0, MAX_WORKSPACE);
  const again = (status: number, why: string) =>
    reply
      .code(status)
      .headers(PAGE_HEADERS)
      .send(logInPage(page, { workspace, email }, why));
  const wait = guard.countLogInOf(workspace, email.toLowerCase());
  if (wait !== null) {
    reply.header('retry-after', String(wait));
    return again(429, 'Too many login attempts for this account. Try again in a minute.');
  }
  const accountId = await store.logIn(workspace, email, form['password'] ?? '').catch((error) => {
    if (error instanceof TributaryError && error.code === 'RATE_LIMITED') return undefined;
    throw error;
  });
  if (accountId === undefined) {
    reply.header('retry-after', '1');
    return again(429, 'Too many simultaneous login attempts. Try again in a moment.');
  }
  if (!accountId)
    return again(
      401,
      page.workspace === null
        ? 'The workspace, email address or password is incorrect.'
        : 'The email address or password is incorrect.',
    );
  return finish(provider, request, reply, { login: { accountId } });
}

async function ask(
  provider: Provider,
  store: OauthStore,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Asked | null> {
  const details = await provider.interactionDetails(request.raw, reply.raw).catch(() => null);
  const { uid } = request.params as { uid: string };
  const client =
    details?.uid === uid ? await store.findClient(String(details.params['client_id'])) : undefined;
  if (!details || !client) return null;
  const [workspace, csrf] = await Promise.all([
    store.workspaceName(client),
    csrfFor(store, subjectOf(details)),
  ]);
  const page = { client: client.clientId === CONSOLE_CLIENT ? null : client.name, workspace, csrf };
  return { details, client, redirectUri: String(details.params['redirect_uri']), page };
}

/** Returns the subject of an interaction's form: its current step. */
const subjectOf = ({ uid, prompt }: Details) => `${uid}:${prompt.name}`;

/** Logs the browser out and begins the same authorization again. */
async function switchAccount(
  provider: Provider,
  { issuer }: InteractionServices,
  { session, params }: Details,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const own = await sessionOf(provider, request, reply);
  if (own.uid === session?.uid) await own.destroy();
  const again = Object.entries(params).filter(([, value]) => typeof value === 'string');
  return reply
    .header('cache-control', 'no-store')
    .redirect(
      `${basePathOf(issuer())}${OAUTH}/authorize?${new URLSearchParams(Object.fromEntries(again) as Record<string, string>)}`,
      303,
    );
}

async function grant(provider: Provider, { params, prompt, session, grantId }: Details): Promise<string> {
  const clientId = String(params['client_id']);
  const found = grantId ? await provider.Grant.find(grantId) : undefined;
  const given = found ?? new provider.Grant({ accountId: session!.accountId, clientId });
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as Missing;
  if (missingOIDCScope.length > 0) given.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes))
    given.addResourceScope(resource, scopes.join(' '));
  return given.save();
}

/** Scopes that are not yet granted, as the library lists them for the server and for the API. */
interface Missing {
  missingOIDCScope?: string[];
  missingResourceScopes?: Record<string, string[]>;
}

/** Returns what the client will be able to do, including what was granted before. */
function accessOf({ params }: Details, client: KnownClient): RequestedAccess {
  const resources = [params['resource']].flat().map((audience) => resourceOfAudience(String(audience)));
  const possible = new Set(resources.flatMap((resource) => scopesWithin(resource, client)));
  const requested = String(params['scope'] ?? '').split(' ');
  return {
    scopes: requested.filter((scope) => possible.has(scope)),
    resource: resources.includes('mcp') ? 'mcp' : 'api',
  };
}

async function finish(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Parameters<Provider['interactionResult']>[2],
): Promise<unknown> {
  const to = await provider.interactionResult(request.raw, reply.raw, result, {
    mergeWithLastSubmission: true,
  });
  return reply.headers(PAGE_HEADERS).send(redirectPage(to));
}

function refuse(reply: FastifyReply, status: number, message: string): unknown {
  return reply.code(status).headers(PAGE_HEADERS).send(errorPage(message));
}
