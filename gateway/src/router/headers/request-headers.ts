import type { ClientExchange } from '../../graph/index.ts';
import type { RequestHeaderRule } from '../file/index.ts';
import { isReserved, namePattern } from './header-names.ts';

/** The client's side of a request: its headers, and what its token proves. */
type Client = Pick<ClientExchange, 'headers' | 'identity'>;

/** Adds to, or removes from, the headers of a subgraph request. */
export type WriteHeaders = (client: Client, headers: Record<string, string>) => void;

/** Compiles rules, which are applied in order; null if there are none. */
export function compileRequestRules(rules: readonly RequestHeaderRule[]): WriteHeaders | null {
  if (rules.length === 0) return null;
  const writers = rules.map(compileRule);
  return (client, headers) => {
    for (const write of writers) write(client, headers);
  };
}

function compileRule(rule: RequestHeaderRule): WriteHeaders {
  if (rule.propagate !== undefined) return propagate(rule.propagate, rule.as, rule.default);
  if (rule.propagateMatching !== undefined) return propagateMatching(namePattern(rule.propagateMatching));
  if (rule.propagateCookies !== undefined) return propagateCookies(new Set(rule.propagateCookies));
  if (rule.rename !== undefined) return rename(rule.rename.toLowerCase(), rule.to!.toLowerCase());
  if (rule.insert !== undefined)
    return rule.claim === undefined
      ? insert(rule.insert.toLowerCase(), rule.value!)
      : insertClaim(rule.insert.toLowerCase(), rule.claim);
  const pattern = rule.removeMatching === undefined ? undefined : namePattern(rule.removeMatching);
  return pattern ? removeMatching(pattern) : remove(rule.remove!.toLowerCase());
}

function propagate(name: string, as: string | undefined, fallback: string | undefined): WriteHeaders {
  const from = name.toLowerCase();
  const to = (as ?? name).toLowerCase();
  return (client, headers) => {
    const value = textOf(client.headers[from]) ?? fallback;
    if (value !== undefined) headers[to] = value;
  };
}

function propagateMatching(pattern: RegExp): WriteHeaders {
  return (client, headers) => {
    for (const name in client.headers) {
      const value = textOf(client.headers[name]);
      if (value !== undefined && pattern.test(name) && !isReserved(name)) headers[name] = value;
    }
  };
}

function propagateCookies(names: ReadonlySet<string>): WriteHeaders {
  return (client, headers) => {
    const sent = client.headers.cookie?.split(';').map((pair) => pair.trim());
    const wanted = sent?.filter((pair) => names.has(pair.split('=', 1)[0]!));
    if (wanted && wanted.length > 0) headers['cookie'] = wanted.join('; ');
  };
}

function insert(name: string, value: string): WriteHeaders {
  return (_, headers) => {
    headers[name] = value;
  };
}

/** Removes the header without such a claim: a client must not choose the value. */
function insertClaim(name: string, claim: string): WriteHeaders {
  return ({ identity }, headers) => {
    const value = identity?.claims[claim];
    if (value === undefined || value === null) delete headers[name];
    else headers[name] = headerText(typeof value === 'string' ? value : JSON.stringify(value));
  };
}

/** Encodes what a header cannot contain, as the path of a URL does. */
function headerText(value: string): string {
  return value.replaceAll(/[^\x20-\x7e]/g, (character) => encodeURIComponent(character.toWellFormed()));
}

function rename(from: string, to: string): WriteHeaders {
  return (_, headers) => {
    const value = headers[from];
    if (value === undefined || from === to) return;
    headers[to] = value;
    delete headers[from];
  };
}

function remove(name: string): WriteHeaders {
  return (_, headers) => {
    delete headers[name];
  };
}

function removeMatching(pattern: RegExp): WriteHeaders {
  return (_, headers) => {
    for (const name of Object.keys(headers)) if (pattern.test(name)) delete headers[name];
  };
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
