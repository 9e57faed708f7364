import type { IncomingMessage } from 'node:http';
import { givenCredential, readCredential, type SentCredential } from '../../admission/index.ts';
import type { Tickets } from '../../notifications/index.ts';
import { GRAPHQL_RULES } from '../admit-operation.ts';

/**
 * Returns the credential of a WebSocket: of the payload of `connection_init`, which a page can
 * send, or of the headers of the request, which a server can. Null if there is none, `conflict` if
 * both have one and they differ. A ticket that is not valid is a credential that is unknown.
 */
export async function connectionCredential(
  payload: Readonly<Record<string, unknown>> | undefined,
  request: IncomingMessage,
  tickets: Tickets | undefined,
): Promise<SentCredential | 'conflict' | null> {
  const sent = readCredential(request, GRAPHQL_RULES.places);
  const given = await credentialIn(payload ?? {}, tickets);
  if (sent === null || given === null || sent === 'conflict') return sent ?? given;
  return sent.text === given.text ? sent : 'conflict';
}

async function credentialIn(
  payload: Readonly<Record<string, unknown>>,
  tickets: Tickets | undefined,
): Promise<SentCredential | null> {
  const members = new Map(Object.entries(payload).map(([name, value]) => [name.toLowerCase(), value]));
  const textOf = (name: string) => {
    const value = members.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const ticket = textOf('ticket');
  if (ticket !== null) return givenCredential((await tickets?.redeem(ticket)) ?? ticket);
  const bearer = textOf('authorization')?.replace(/^Bearer +/i, '');
  const text = bearer ?? textOf('x-api-key');
  return text === null ? null : givenCredential(text);
}
