import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { CONSOLE_CLIENT } from '../../access/index.ts';
import { csrfFor, formOf, isOurForm } from './forms.ts';
import { loggedOutPage, logOutPage } from './html-pages.ts';
import type { InteractionServices } from './interaction.ts';
import { errorPage, PAGE_HEADERS } from './layout.ts';
import { type BrowserSession, sessionOf } from './session.ts';

/** Shows the log-out confirmation to the logged-in user. */
export async function showLogOut(
  provider: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { store } = services;
  const session = await sessionOf(provider, request, reply);
  const user = session.accountId && (await store.findUser(session.accountId));
  reply.headers(PAGE_HEADERS);
  if (!user) return reply.send(loggedOutPage(consoleUrl(services)));
  return reply.send(logOutPage(user.email, await csrfFor(store, subjectOf(session))));
}

/**
 * Ends the browser's session and its access to the console. Other clients keep their access. The
 * console proves by its access token, instead of the page's form, that the request is its own.
 */
export async function logOut(
  provider: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { store } = services;
  const session = await sessionOf(provider, request, reply);
  reply.headers(PAGE_HEADERS);
  if (!session.accountId) return reply.send(loggedOutPage(consoleUrl(services)));
  const isOurs =
    (await isOurForm(request, services, subjectOf(session))) ||
    (await hasTokenOf(session.accountId, services, request));
  if (!isOurs)
    return reply
      .code(403)
      .send(errorPage('This form was not submitted from this page. Go back and try again.'));
  const grantId = session.grantIdFor(CONSOLE_CLIENT);
  await session.destroy();
  if (grantId !== undefined) await store.endGrant(grantId);
  return reply.send(loggedOutPage(consoleUrl(services)));
}

const subjectOf = ({ uid }: BrowserSession) => `log-out:${uid}`;

/** Returns whether the form contains an access token of the console for this user. */
async function hasTokenOf(
  accountId: string,
  { store }: InteractionServices,
  request: FastifyRequest,
): Promise<boolean> {
  const token = await store.readToken(formOf(request)['token'] ?? '');
  return token?.clientId === CONSOLE_CLIENT && token.subject === accountId;
}

/** Returns the URL of the console; null if it is not served. */
export function consoleUrl({ hasConsole, issuer }: InteractionServices): string | null {
  return hasConsole ? `${issuer()}/` : null;
}
