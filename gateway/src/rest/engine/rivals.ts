import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Product } from '@tributary/kit';
import {
  type Authenticator,
  type CredentialPlace,
  hasTokenForm,
  sentCredentials,
} from '../../access/index.ts';
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
  authenticator: Authenticator,
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
      const { headers, url = '/' } = request;
      return chooseRival(rivals, { headers, url }, authenticator).then((chosen) => {
        choices.set(request, chosen);
      });
    },
    rewrite: (host, url, request) =>
      addressing.rewrite({ host, url, method: request?.method, chosen: request && choices.get(request) }),
  };
}

/**
 * Which of several dialects that have the same path at the root a request means, by its credential: the first that
 * claims it, or else the one that claims nothing. It chooses only the address; the credential is checked behind it.
 */
export async function chooseRival(
  rivals: readonly Dialect[],
  request: { headers: IncomingHttpHeaders; url: string },
  authenticator: Authenticator,
): Promise<Product> {
  const usual = rivals.find(({ claims }) => !claims) ?? rivals[0]!;
  const sent = await look(request, authenticator);
  const claiming = sent && rivals.find((rival) => rival !== usual && rival.claims?.(sent, usual.name));
  return (claiming || usual).name;
}

async function look(
  { headers, url }: { headers: IncomingHttpHeaders; url: string },
  authenticator: Authenticator,
): Promise<SentCredential | null> {
  const query = Object.fromEntries(new URLSearchParams(url.split('?', 2)[1] ?? ''));
  const places = Object.entries(sentCredentials({ headers, query }));
  // A key in the address decides before the headers do.
  const [place, credential] = places.reverse().find(([, value]) => value !== undefined) ?? [];
  if (!credential) return null;
  const isToken = hasTokenForm(credential);
  const known = isToken || place === 'api_key' ? null : await authenticator.authenticate(credential);
  return { place: place as CredentialPlace, isToken, products: known?.products ?? [] };
}
