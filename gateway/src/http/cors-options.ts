import type { FastifyCorsOptions } from '@fastify/cors';
import type { CorsRules } from '../config/index.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const EXPOSED_HEADERS = [
  'X-Request-Id',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Retry-After',
];

/** Returns the options of the plugin. */
export function corsOptions({ origins, ...rules }: CorsRules): FastifyCorsOptions {
  const { methods = METHODS, exposedHeaders = EXPOSED_HEADERS, allowedHeaders, maxAge = 86_400 } = rules;
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    credentials: rules.credentials ?? false,
    methods: [...methods],
    exposedHeaders: [...exposedHeaders],
    ...(allowedHeaders ? { allowedHeaders: [...allowedHeaders] } : {}),
    maxAge,
    // Handles every OPTIONS request as a preflight instead of replying with a plain-text error.
    strictPreflight: false,
  };
}
