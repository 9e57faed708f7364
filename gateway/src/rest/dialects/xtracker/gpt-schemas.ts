import { openApiOf } from '../../engine/openapi.ts';
import { xtracker } from './dialect.ts';

const SCOPES = {
  profile: 'Access to basic user profile information',
  'accounts:read': 'Read list of followed accounts',
  'accounts:write': 'Add or remove followed accounts',
  'posts:read': 'Read posts from followed accounts',
};

/** OpenAPI documents for the configuration of a GPT, each with a single authentication method. */
export const gptSchemas: Readonly<Record<string, (origin: string) => object>> = {
  '/schema/bearer_auth_schema.json': (origin) => ({
    ...secured(origin, 'BearerAuth', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }),
    'x-gpt-oauth': {
      client_type: 'public',
      authorization_url: `${origin}/api/oauth/authorize`,
      token_url: `${origin}/api/oauth/token`,
      scope: Object.keys(SCOPES).join(' '),
      scopes: SCOPES,
      pkce: 'S256',
    },
  }),
  '/schema/api_key_auth_schema.json': (origin) =>
    secured(origin, 'ApiKeyAuth', { type: 'apiKey', in: 'header', name: 'X-API-Key' }),
};

function secured(origin: string, name: string, scheme: object) {
  return { ...openApiOf(xtracker, { [name]: scheme }), servers: [{ url: `${origin}/${xtracker.name}` }] };
}
