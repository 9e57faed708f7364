import type { GatewayConfig } from './gateway-config.ts';

/** Which web pages may call the server. */
export interface CorsRules {
  /** Origins, or patterns of origins; `*` allows any. */
  readonly origins: readonly (string | RegExp)[];
  readonly credentials?: boolean | undefined;
  readonly methods?: readonly string[] | undefined;
  /** Headers that pages may send; those that they ask for if not given. */
  readonly allowedHeaders?: readonly string[] | undefined;
  readonly exposedHeaders?: readonly string[] | undefined;
  /** How long browsers may remember this, in seconds. */
  readonly maxAge?: number | undefined;
}

/** Returns the rules of the environment. */
export function corsOf({ CORS_ORIGINS }: Pick<GatewayConfig, 'CORS_ORIGINS'>): CorsRules {
  return { origins: CORS_ORIGINS.split(',').map((origin) => origin.trim()) };
}
