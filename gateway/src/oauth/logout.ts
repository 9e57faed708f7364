import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { csrfFor, isOurForm } from './forms.ts';
import { errorPage, loggedOutPage, logOutPage, PAGE_HEADERS } from './html-pages.ts';
import type { InteractionServices } from './interaction.ts';

/** The part of a browser session that is used here. */
interface BrowserSession {
  readonly uid: string;
  readonly accountId?: string;
  destroy(): Promise<void>;
}

/** Shows the log-out confirmation to the logged-in user. */
export async function showLogOut(
  provider: Provider,
  { store }: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const session = await sessionOf(provider, request, reply);
  const user = session.accountId && (await store.findUser(session.accountId));
  reply.headers(PAGE_HEADERS);
  if (!user) return reply.send(loggedOutPage());
  return reply.send(logOutPage(user.email, await csrfFor(store, subjectOf(session))));
}

/** Ends the browser's session. Clients keep their access. */
export async function logOut(
  provider: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const session = await sessionOf(provider, request, reply);
  reply.headers(PAGE_HEADERS);
  if (!session.accountId) return reply.send(loggedOutPage());
  if (!(await isOurForm(request, services, subjectOf(session))))
    return reply
      .code(403)
      .send(errorPage('This form was not submitted from this page. Go back and try again.'));
  await session.destroy();
  return reply.send(loggedOutPage());
}

const subjectOf = ({ uid }: BrowserSession) => `log-out:${uid}`;

function sessionOf(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<BrowserSession> {
  const context = provider.createContext(request.raw, reply.raw);
  return (provider.Session as unknown as { get(context: unknown): Promise<BrowserSession> }).get(context);
}
