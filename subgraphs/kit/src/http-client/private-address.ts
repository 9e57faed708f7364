import { type LookupAddress, lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { causesOf } from './upstream-error.ts';

/** The error of a connection that was rejected because its address is private. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} has an address that is not public.`);
    this.name = 'PrivateAddressError';
  }

  /** Whether an error was caused by this one; fetch wraps the errors of its sockets. */
  static isBehind(error: unknown): boolean {
    return causesOf(error).some((each) => each instanceof PrivateAddressError);
  }
}

/** The range of IPv6 addresses that are routed on the public internet. */
const GLOBAL = ipaddr.parseCIDR('2000::/3');
/**
 * Subranges that are not public: protocol assignments with Teredo, documentation, and 6to4, which
 * embeds any IPv4 address.
 */
const SPECIAL = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((range) =>
  ipaddr.parseCIDR(range),
);
/** The prefix that an IPv6-only network uses to translate public IPv4 addresses (RFC 6052). */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');

/**
 * Whether an address is on the public internet. For IPv6 this allows public ranges instead of
 * denying private ones: every form that embeds an IPv4 address (mapped, compatible, translated,
 * NAT64, 6to4, Teredo, ISATAP) is either rejected, or public if the embedded address is.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  return address.kind() === 'ipv4' ? address.range() === 'unicast' : isPublicIPv6(address as ipaddr.IPv6);
}

function isPublicIPv6(address: ipaddr.IPv6): boolean {
  if (address.isIPv4MappedAddress() || address.match(NAT64)) return isPublicAddress(embeddedIn(address));
  if (!address.match(GLOBAL) || SPECIAL.some((range) => address.match(range))) return false;
  return isIsatap(address) ? isPublicAddress(embeddedIn(address)) : true;
}

/** Whether the interface identifier is ISATAP's (RFC 5214), with or without its universal bit. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return (parts[4]! & ~0x0200) === 0 && parts[5] === 0x5efe;
}

/** Returns the IPv4 address in the last 32 bits. */
function embeddedIn(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(12).join('.');
}

let openToAll: Agent | undefined;
let openToPublic: Agent | undefined;

/** Returns the connection pool for any address; created on first use, one for the process. */
export function anywhere(): Dispatcher {
  openToAll ??= new Agent();
  return openToAll;
}

/**
 * Returns the connection pool for public addresses only. It connects to the address that it has
 * checked, so a name that resolves differently the second time gains nothing.
 */
export function publicOnly(): Dispatcher {
  openToPublic ??= new Agent({ connect: guarded(resolve as LookupFunction) });
  return openToPublic;
}

/** Creates a connector that rejects a name if any of its addresses is private. */
export function guarded(resolver: LookupFunction): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(resolver) });
  return (options, callback) => {
    // An IP address as the host is not resolved, so the lookup would not see it.
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
