import { type ClientExchange, cacheControlOf, type Headers } from '../../graph/index.ts';
import type { ResponseHeaderRule } from '../file/index.ts';
import { strictestCacheControl } from './cache-control.ts';
import { isReserved, namePattern } from './header-names.ts';

type Written = Map<string, string | readonly string[]>;
type Combine = NonNullable<ResponseHeaderRule['combine']>;

/** The compiled rules for the responses of one subgraph. */
export interface ResponseRules {
  /** Applies the rules to the headers of one response. */
  readonly apply: (received: Headers, written: Written) => void;
  /** The header that receives the strictest `cache-control` of all responses; null if none does. */
  readonly cacheControl: string | null;
}

/** Compiles rules, which are applied in order; null if there are none. */
export function compileResponseRules(rules: readonly ResponseHeaderRule[]): ResponseRules | null {
  if (rules.length === 0) return null;
  const strictest = rules.find(({ combine }) => combine === 'strictest');
  const writers = rules.filter((rule) => rule !== strictest).map(compileRule);
  return {
    apply(received, written) {
      for (const write of writers) write(received, written);
    },
    cacheControl: strictest ? (strictest.as ?? 'cache-control').toLowerCase() : null,
  };
}

/** Opens the exchange of a request whose response has rules. */
export function openExchange(
  client: Pick<ClientExchange, 'headers' | 'identity' | 'isActive'>,
  rulesOf: (service: string) => ResponseRules | null,
): ClientExchange {
  const all: { readonly rules: ResponseRules; readonly headers: Headers }[] = [];
  let response: Parameters<ClientExchange['finished']>[0] | undefined;
  return {
    ...client,
    received(service, received) {
      const rules = rulesOf(service);
      if (rules) all.push({ rules, headers: received });
    },
    finished(finished) {
      response = finished;
    },
    written() {
      const written: Written = new Map();
      const { hasErrors = false, freshness } = response ?? {};
      // What is missing in a response with errors may be there a moment later.
      const cached = freshness === undefined ? undefined : cacheControlOf(hasErrors ? null : freshness);
      if (cached !== undefined) written.set('cache-control', cached);
      for (const each of all) each.rules.apply(each.headers, written);
      const combined = all.filter(({ rules }) => rules.cacheControl !== null);
      const strictest = () => strictestCacheControl(combined.map((each) => each.headers['cache-control']));
      const value = hasErrors ? 'no-store' : (cached ?? strictest());
      for (const { rules } of combined) written.set(rules.cacheControl!, value);
      return written;
    },
  };
}

function compileRule(rule: ResponseHeaderRule): ResponseRules['apply'] {
  const { propagate, as, propagateMatching, combine = 'last', insert, value, remove } = rule;
  if (insert !== undefined) return (_, written) => void written.set(insert.toLowerCase(), value!);
  if (remove !== undefined) return (_, written) => void written.delete(remove.toLowerCase());
  if (propagateMatching !== undefined) return addMatching(namePattern(propagateMatching), combine);
  const name = propagate!.toLowerCase();
  const to = (as ?? name).toLowerCase();
  return (received, written) => add(written, to, received[name], combine);
}

function addMatching(pattern: RegExp, combine: Combine): ResponseRules['apply'] {
  return (received, written) => {
    for (const name in received)
      if (pattern.test(name) && !isReserved(name)) add(written, name, received[name], combine);
  };
}

function add(written: Written, name: string, value: string | string[] | undefined, combine: Combine): void {
  if (value === undefined) return;
  const present = written.get(name);
  if (present === undefined || combine === 'last') written.set(name, value);
  else if (combine === 'append') {
    // Cookies are separate headers; any other header is a list.
    const values = [present, value].flat();
    written.set(name, name === 'set-cookie' ? values : values.join(', '));
  }
}
