import type { IncomingMessage } from 'node:http';
import type { Product } from '@tributary/kit/host';
import { type Callers, sentCredentials } from '../../../admission/index.ts';
import type { Dialect, SentCredential } from '../dialect.ts';
import { Addressing } from './addressing.ts';

/** Rewrites the URLs of requests to mount prefixes. */
export interface Router {
  /**
   * Chooses the dialect of an ambiguous path before routing; null if the URL alone determines it.
   */
  prepare(request: IncomingMessage): Promise<void> | null;
  rewrite(host: string | undefined, url: string, request?: IncomingMessage): string;
}

/**
 * Creates the router. Fastify rewrites URLs synchronously, so the choice for an ambiguous path is
 * made in `prepare`.
 */
export function createRouter(
  dialects: readonly Dialect[],
  extraHosts: ReadonlyMap<string, string>,
  callers: Callers,
): Router {
  const addressing = new Addressing(dialects, extraHosts);
  const choices = new WeakMap<IncomingMessage, Product>();
  const addressOf = ({ headers, url = '/', method }: IncomingMessage) => ({
    host: headers.host,
    url,
    method,
  });
  return {
    prepare(request) {
      const candidates = addressing.ambiguous(addressOf(request));
      if (candidates.length === 0) return null;
      return chooseDialect(candidates, request, callers).then((chosen) => {
        choices.set(request, chosen);
      });
    },
    rewrite: (host, url, request) =>
      addressing.rewrite({ host, url, method: request?.method, chosen: request && choices.get(request) }),
  };
}

/**
 * Chooses among dialects with the same path at the root by the request's credential: the first that
 * accepts it, otherwise the one that accepts everything. Only the URL depends on the choice;
 * admission checks the credential afterwards. If the client address has used up its failed
 * look-ups, the credential counts as unknown.
 */
export async function chooseDialect(
  candidates: readonly Dialect[],
  request: IncomingMessage,
  callers: Callers,
): Promise<Product> {
  const fallback = candidates.find(({ accepts }) => !accepts) ?? candidates[0]!;
  const sent = await describeCredential(request, callers);
  const accepting =
    sent && candidates.find((each) => each !== fallback && each.accepts?.(sent, fallback.name));
  return (accepting || fallback).name;
}

async function describeCredential(
  request: IncomingMessage,
  callers: Callers,
): Promise<SentCredential | null> {
  // A credential in the URL takes precedence over the headers.
  const credential = sentCredentials(request).at(-1);
  if (!credential) return null;
  const { place, isToken } = credential;
  if (isToken || place === 'api_key') return { place, isToken, products: [] };
  const caller = await callers.identify(request, credential);
  return { place, isToken, products: caller.outcome === 'known' ? caller.principal.products : [] };
}
