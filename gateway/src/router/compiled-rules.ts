import { type CorsRules, corsOf, type GatewayConfig } from '../config/index.ts';
import type { ClientExchange, Headers } from '../graph/index.ts';
import type { RouterFile } from './file/index.ts';
import { openExchange } from './headers/response-headers.ts';
import { createTokenVerifier, type TokenVerifier } from './jwt/token-verifier.ts';
import { compileLabels } from './override-labels.ts';
import { responseRules } from './subgraph-transports.ts';

/** The rules of a configuration file that apply to exchanges with clients. */
export interface CompiledRules {
  readonly cors: CorsRules;
  readonly openExchange: (headers: Headers) => Promise<ClientExchange>;
  /** How callers are identified, and the settings for it. */
  readonly verifier: TokenVerifier;
  readonly jwt: RouterFile['jwt'];
}

interface RuleSources {
  readonly config: GatewayConfig;
  readonly clock: () => number;
  /** The rules that are replaced, whose keys of issuers are kept. */
  readonly before?: CompiledRules | undefined;
}

/** Compiles the rules of a file; those of the environment apply where the file has none. */
export function compileRules(file: RouterFile, { config, clock, before }: RuleSources): CompiledRules {
  const rules = responseRules(file) ?? (file.cache ? () => null : null);
  const isSame = before && JSON.stringify(before.jwt) === JSON.stringify(file.jwt);
  const verifier = isSame ? before.verifier : createVerifier(file, clock);
  const labelsOf = compileLabels(file.overrides ?? {}, Math.random);
  return {
    verifier,
    jwt: file.jwt,
    cors: corsRules(file) ?? corsOf(config),
    async openExchange(headers) {
      const identity = await verifier.identify(headers);
      const client = { headers, identity, isActive: labelsOf(headers) };
      return rules ? openExchange(client, rules) : { ...client, ...NO_RULES };
    },
  };
}

function createVerifier({ jwt }: RouterFile, clock: () => number): TokenVerifier {
  return jwt ? createTokenVerifier(jwt, clock) : ANONYMOUS;
}

const ANONYMOUS: TokenVerifier = { identify: async () => null };

/** The response side of an exchange that writes no headers. */
const NO_RULES = { received() {}, finished() {}, written: () => [] };

function corsRules({ cors }: RouterFile): CorsRules | undefined {
  if (!cors) return undefined;
  const { origins = [], originsMatching = [], allowHeaders, exposeHeaders, maxAgeSeconds, ...rules } = cors;
  const patterns = originsMatching.map((pattern) => new RegExp(`^(?:${pattern})$`));
  return {
    ...rules,
    origins: [...origins, ...patterns],
    allowedHeaders: allowHeaders,
    exposedHeaders: exposeHeaders,
    maxAge: maxAgeSeconds,
  };
}
