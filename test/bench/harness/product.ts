import { join } from 'node:path';
import { freePort } from '@tributary/kit/testing';
import { type Server, startServer } from './children.ts';
import type { LoadRequest } from './load.ts';
import { ROOT } from './options.ts';

/**
 * Starts the product in one process for all its URLs, on any core unless one is given, with further
 * settings.
 */
export async function startProduct(
  databaseUrl: string,
  core: number | null,
  settings: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const port = await freePort();
  return startServer({
    args: [join(ROOT, 'gateway/bin/tributary.js'), 'start'],
    port,
    core,
    env: {
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      TRIBUTARY_LISTENING: 'off',
      ...settings,
    },
  });
}

/** A request with keys that take turns. */
export function keyed(request: LoadRequest, keys: readonly string[]): LoadRequest {
  return { ...request, rotate: { 'x-api-key': keys } };
}
