import type { IncomingMessage } from 'node:http';
import type { Product } from '@tributary/kit/host';
import { type Callers, sentCredentials } from '../../admission/index.ts';
import { createAddressing } from './addressing.ts';
import type { Dialect, SentCredential } from './dialect.ts';

/** Addresses of requests, some of which have to be thought about first. */
export interface Router {
  /** Chooses where it must be chosen; null where the address alone says it. */
  prepare(request: IncomingMessage): Promise<void> | null;
  rewrite(host: string | undefined, url: string, request?: IncomingMessage): string;
}

/** Addressing with the choice between rivals, made before a request is routed and kept until it is. */
export function createRouter(
  dialects: readonly Dialect[],
  extraHosts: ReadonlyMap<string, string>,
  callers: Callers,
): Router {
  const addressing = createAddressing(dialects, extraHosts);
  const choices = new WeakMap<IncomingMessage, Product>();
  const addressed = ({ headers, url = '/', method }: IncomingMessage) => ({
    host: headers.host,
    url,
    method,
  });
  return {
    prepare(request) {
      const rivals = addressing.rivals(addressed(request));
      if (rivals.length === 0) return null;
      return chooseRival(rivals, request, callers).then((chosen) => {
        choices.set(request, chosen);
      });
    },
    rewrite: (host, url, request) =>
      addressing.rewrite({ host, url, method: request?.method, chosen: request && choices.get(request) }),
  };
}

/**
 * Chooses among dialects that have the same path at the root by the request's credential: the first that claims it, or else
 * the one that claims nothing. It chooses only the address; the credential is checked behind it. A credential that may not be
 * looked up, because its address has sent too many unknown ones, chooses nothing.
 */
export async function chooseRival(
  rivals: readonly Dialect[],
  request: IncomingMessage,
  callers: Callers,
): Promise<Product> {
  const usual = rivals.find(({ claims }) => !claims) ?? rivals[0]!;
  const sent = await describeCredential(request, callers);
  const claiming = sent && rivals.find((rival) => rival !== usual && rival.claims?.(sent, usual.name));
  return (claiming || usual).name;
}

async function describeCredential(
  request: IncomingMessage,
  callers: Callers,
): Promise<SentCredential | null> {
  // A key in the address decides before the headers do.
  const credential = sentCredentials(request).at(-1);
  if (!credential) return null;
  const { place, isToken } = credential;
  if (isToken || place === 'api_key') return { place, isToken, products: [] };
  const caller = await callers.identify(request, credential);
  return { place, isToken, products: caller.outcome === 'known' ? caller.principal.products : [] };
}
