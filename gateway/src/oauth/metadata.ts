import type Provider from 'oidc-provider';
import { SCOPES } from '../access/index.ts';

/** Members of RFC 8414 and RFC 9207 that apply to this server. */
const MEMBERS = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'jwks_uri',
  'response_types_supported',
  'response_modes_supported',
  'grant_types_supported',
  'token_endpoint_auth_methods_supported',
  'revocation_endpoint_auth_methods_supported',
  'code_challenge_methods_supported',
  'authorization_response_iss_parameter_supported',
];

interface Discovery {
  body: Record<string, unknown>;
  oidc?: { route?: string };
}

/** Removes from the library's metadata what does not apply, such as its OpenID Connect features. */
export function limitMetadata(provider: Provider): void {
  provider.use(async (context, next) => {
    await next();
    const response = context as unknown as Discovery;
    if (response.oidc?.route !== 'discovery') return;
    const members = MEMBERS.map((name) => [name, response.body[name]] as const);
    response.body = { ...Object.fromEntries(members), scopes_supported: SCOPES.xtracker };
  });
}
