import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

const Issuer = Type.Object(
  {
    issuer: Type.String({ minLength: 1, description: 'The `iss` of its tokens.' }),
    jwksUrl: Type.String({ pattern: '^https?://.+$', description: 'Where its public keys are (JWKS).' }),
    audiences: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'Audiences of which the `aud` of a token must have one. Default: any.',
      }),
    ),
    algorithms: Type.Optional(
      Type.Array(Type.String({ pattern: '^(RS|PS|ES)(256|384|512)$|^EdDSA$' }), {
        minItems: 1,
        description: 'Algorithms of its signatures. Default: every asymmetric one.',
      }),
    ),
  },
  { ...closed, description: 'An issuer of tokens.' },
);

/** How callers are identified by tokens. */
export const Jwt = Type.Object(
  {
    issuers: Type.Array(Issuer, { minItems: 1, maxItems: 50, description: 'Whose tokens are accepted.' }),
    header: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9-]+$',
        description: 'The header with the token. Default: `authorization`, with the scheme `Bearer`.',
      }),
    ),
    required: Type.Optional(
      Type.Boolean({ description: 'Whether requests without a token are refused (401). Default: false.' }),
    ),
    scopesClaim: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The claim with the scopes that satisfy `@requiresScopes`. Default: `scope`.',
      }),
    ),
    policiesClaim: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The claim with the policies that satisfy `@policy`. Default: none.',
      }),
    ),
  },
  {
    ...closed,
    description:
      'Identifies callers by tokens (JWT), and enforces `@authenticated`, `@requiresScopes` and `@policy` in the router.',
  },
);

export type JwtSettings = Static<typeof Jwt>;
