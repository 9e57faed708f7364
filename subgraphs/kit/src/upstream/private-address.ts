import { type LookupAddress, lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, type Dispatcher } from 'undici';

/** A connection that was not made, because it would have led into a private network. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} has an address that is not public.`);
    this.name = 'PrivateAddressError';
  }

  /** Whether an error was caused by one of these; fetch wraps what its sockets throw. */
  static isBehind(error: unknown): boolean {
    for (let each = error; each instanceof Error; each = each.cause)
      if (each instanceof PrivateAddressError) return true;
    return false;
  }
}

/**
 * Whether an address is one of the public internet: not this machine, a private network, a link, a cloud's metadata
 * service, or one of these written as IPv6 (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // `process` turns a mapped IPv4 address into what it is.
  return ipaddr.process(text).range() === 'unicast';
}

let openToAll: Agent | undefined;
let openToPublic: Agent | undefined;

/** Sockets to wherever a name leads; one pool for the process, made when it is first needed. */
export function anywhere(): Dispatcher {
  openToAll ??= new Agent();
  return openToAll;
}

/**
 * Sockets to public addresses only. The addresses that were looked at are those that are connected to: a name that
 * answers differently the second time gains nothing.
 */
export function publicOnly(): Dispatcher {
  openToPublic ??= new Agent({ connect: guarded(resolve as LookupFunction) });
  return openToPublic;
}

/** A connector that refuses every name of which any address is private. */
export function guarded(resolver: LookupFunction): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(resolver) });
  return (options, callback) => {
    // A host that is an address itself is never looked up.
    const host = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) && !isPublicAddress(host)) return callback(new PrivateAddressError(host), null);
    connect(options, callback);
  };
}

function guardedLookup(resolver: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    resolver(hostname, { ...options, all: true }, (error, found) => {
      const addresses = (error ? [] : found) as LookupAddress[];
      const failure =
        error ??
        (addresses.every(({ address }) => isPublicAddress(address))
          ? null
          : new PrivateAddressError(hostname));
      if (failure || addresses.length === 0)
        return callback(failure ?? new Error(`${hostname} has no address.`), '', 0);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
}
