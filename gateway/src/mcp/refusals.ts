import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Refusal } from '../admission/index.ts';
import type { Tool } from './tool.ts';

/** Path of the endpoint. */
export const MCP_PATH = '/mcp';
const METADATA = '/.well-known/oauth-protected-resource';

/** A refused request, as the endpoint sends it. */
interface ErrorResponse {
  readonly status: number;
  /** Code of the JSON-RPC error. */
  readonly code: number;
  readonly message: string;
  /** Value of `WWW-Authenticate`. */
  readonly challenge?: string;
  /** The scope that the credential lacks. */
  readonly scope?: string;
  /** Value of `Retry-After` in seconds. */
  readonly wait?: number;
}

const INVALID_REQUEST = -32600;

/** Serves the metadata of the protected resource (RFC 9728), at both paths that clients try. */
export function registerMetadata(app: FastifyInstance, issuer: () => string, tools: readonly Tool[]): void {
  const scopes = [...new Set(tools.flatMap((tool) => tool.scopes.flat(2)))].sort();
  for (const path of [METADATA, METADATA + MCP_PATH])
    app.get(path, { config: { endpoint: 'mcp', operation: 'metadata' } }, async () => ({
      resource: `${issuer()}${MCP_PATH}`,
      resource_name: 'Tributary',
      authorization_servers: [issuer()],
      bearer_methods_supported: ['header'],
      scopes_supported: scopes,
    }));
}

/** Maps a refusal of admission to the endpoint's envelope. */
export function errorResponseOf(refusal: Refusal, issuer: string): ErrorResponse {
  const refuse = (status: number, message: string, more: Partial<ErrorResponse> = {}) => ({
    status,
    code: INVALID_REQUEST,
    message,
    ...more,
  });
  switch (refusal.reason) {
    case 'missing':
      return refuse(401, 'Send an API key, as `Authorization: Bearer …` or `X-API-Key`.', {
        challenge: challengeOf(issuer),
      });
    case 'invalid':
      return refuse(401, INVALID[refusal.credential], {
        challenge: challengeOf(issuer, {
          error: 'invalid_token',
          error_description: INVALID[refusal.credential],
        }),
      });
    case 'address':
      return refuse(429, 'Too many requests without a valid key.', { wait: refusal.wait });
    case 'concurrency':
      return refuse(429, `At most ${refusal.max} requests of a key at a time.`, { wait: refusal.wait });
    case 'limit':
      return refuse(429, `At most ${refusal.limit.max} requests a minute.`, { wait: refusal.wait });
    case 'scope':
      return refuse(403, `The scope ${refusal.scope} is missing.`, { scope: refusal.scope });
    case 'plan':
      return refuse(403, refusal.refusal);
  }
}

const INVALID = {
  key: 'The API key is invalid or has been revoked.',
  token: 'The access token is invalid, has expired, was revoked, or was issued for another resource.',
} as const;

/** Sends a refusal as a JSON-RPC error without an id. */
export function sendError(reply: FastifyReply, refused: ErrorResponse, issuer = ''): FastifyReply {
  const { status, code, message, scope, wait } = refused;
  const challenge =
    refused.challenge ?? (scope && issuer && challengeOf(issuer, { error: 'insufficient_scope', scope }));
  if (challenge) reply.header('www-authenticate', challenge);
  if (wait !== undefined) reply.header('retry-after', String(wait));
  return reply.code(status).send({ jsonrpc: '2.0', id: null, error: { code, message } });
}

/** Tells clients where to find the authorization server, as RFC 9728 has it. */
function challengeOf(issuer: string, parameters: Record<string, string> = {}): string {
  const all = { ...parameters, resource_metadata: `${issuer}${METADATA}${MCP_PATH}` };
  return `Bearer ${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}
