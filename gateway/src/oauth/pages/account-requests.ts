import { TributaryError } from '@tributary/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { OpenLink } from '../../access/index.ts';
import { parameterOf, readParameters } from '../parameters.ts';
import { accountPage, passwordPage, passwordSetPage } from './account-pages.ts';
import { csrfFor, formOf, isOurForm } from './forms.ts';
import type { InteractionServices } from './interaction.ts';
import { errorPage, PAGE_HEADERS } from './layout.ts';
import { consoleUrl } from './logout.ts';
import { type BrowserSession, sessionOf } from './session.ts';

/** The page of a link that cannot be used. */
const INVALID_LINK = errorPage(
  'This link is invalid, has expired or has been used. Ask for a new one.',
  'This link no longer works',
);
const FOREIGN_FORM = 'This form was not submitted from this page. Go back and try again.';

/** Statuses of the failures that are shown in a form; every other one is unexpected. */
const STATUSES: Readonly<Partial<Record<TributaryError['code'], number>>> = {
  INVALID_INPUT: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
};

/** Shows the form of a link that makes an account or sets a password. */
export async function showAccount(
  _: Provider,
  { store }: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const token = tokenOf(request);
  const link = await store.links.find(token);
  reply.headers(PAGE_HEADERS);
  if (!link) return reply.code(404).send(INVALID_LINK);
  return reply.send(accountPage({ ...link, csrf: await csrfFor(store, linkSubject(token)) }));
}

/** Makes the account or sets the password. */
export async function submitAccount(
  _: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { guard, store } = services;
  reply.headers(PAGE_HEADERS);
  const wait = guard.countLogIn(request.raw);
  if (wait !== null) return tooMany(reply, wait);
  const token = tokenOf(request);
  const link = await store.links.find(token);
  if (!link) return reply.code(404).send(INVALID_LINK);
  if (!(await isOurForm(request, services, linkSubject(token))))
    return reply.code(403).send(errorPage(FOREIGN_FORM));
  const entries = entriesOf(request);
  try {
    if (!(await store.links.redeem(token, entries))) return reply.code(404).send(INVALID_LINK);
  } catch (error) {
    const csrf = await csrfFor(store, linkSubject(token));
    const { status, message } = shownFailure(error);
    return reply.code(status).send(accountPage({ ...link, csrf }, entries, message));
  }
  return reply.send(passwordSetPage(headingOf(link), consoleUrl(services)));
}

/** Shows the form by which a logged-in user changes the password. */
export async function showPassword(
  provider: Provider,
  { store }: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const session = await sessionOf(provider, request, reply);
  const user = session.accountId && (await store.findUser(session.accountId));
  reply.headers(PAGE_HEADERS);
  if (!user) return reply.code(401).send(errorPage('Log in first, then open this page again.'));
  return reply.send(passwordPage(user.email, await csrfFor(store, passwordSubject(session))));
}

/** Changes the password of the logged-in user, and logs the user out everywhere. */
export async function changePassword(
  provider: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { guard, store } = services;
  const session = await sessionOf(provider, request, reply);
  const user = session.accountId && (await store.findUser(session.accountId));
  reply.headers(PAGE_HEADERS);
  if (!user) return reply.code(401).send(errorPage('Log in first, then open this page again.'));
  if (!(await isOurForm(request, services, passwordSubject(session))))
    return reply.code(403).send(errorPage(FOREIGN_FORM));
  const wait = guard.countLogIn(request.raw) ?? guard.countLogInOf(session.accountId!, 'password');
  if (wait !== null) return tooMany(reply, wait);
  const form = formOf(request);
  const again = async (status: number, message: string) =>
    reply
      .code(status)
      .send(passwordPage(user.email, await csrfFor(store, passwordSubject(session)), message));
  try {
    const changed = await store.changePassword(
      session.accountId!,
      form['current'] ?? '',
      form['password'] ?? '',
    );
    if (!changed) return await again(401, 'The current password is incorrect.');
  } catch (error) {
    const { status, message } = shownFailure(error);
    return again(status, message);
  }
  return reply.send(passwordSetPage('Your password was changed', consoleUrl(services)));
}

/** Returns the token in the query string of a link. */
function tokenOf(request: FastifyRequest): string {
  const query = readParameters((request.raw.url ?? '').split('?')[1] ?? '');
  return typeof query === 'string' ? '' : (parameterOf(query, 'link') ?? '');
}

const linkSubject = (token: string) => `account:${token}`;
const passwordSubject = ({ uid }: BrowserSession) => `password:${uid}`;

function entriesOf(request: FastifyRequest) {
  const { workspace = '', email = '', name = '', password = '' } = formOf(request);
  return { workspace: workspace.trim(), email: email.trim(), name: name.trim(), password };
}

function headingOf({ kind }: OpenLink): string {
  return kind === 'password' ? 'Your password was changed' : 'Your account is ready';
}

function tooMany(reply: FastifyReply, wait: number): unknown {
  reply.header('retry-after', String(wait));
  return reply.code(429).send(errorPage('Too many attempts. Try again in a minute.'));
}

/** Returns the status and message of a failure that the person can correct; rethrows any other. */
function shownFailure(error: unknown): { status: number; message: string } {
  const status = error instanceof TributaryError ? STATUSES[error.code] : undefined;
  if (status === undefined) throw error;
  return { status, message: (error as TributaryError).message };
}
