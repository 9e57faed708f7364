import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';

/** The part of a browser session that the pages use. */
export interface BrowserSession {
  readonly uid: string;
  readonly accountId?: string;
  /** Returns the id of the grant that the session has given to a client. */
  grantIdFor(clientId: string): string | undefined;
  destroy(): Promise<void>;
}

/** Returns the session that a request's cookie identifies, or a new one. */
export function sessionOf(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<BrowserSession> {
  const context = provider.createContext(request.raw, reply.raw);
  return (provider.Session as unknown as { get(context: unknown): Promise<BrowserSession> }).get(context);
}
