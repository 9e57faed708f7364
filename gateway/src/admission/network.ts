import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** Groups of 16 bits in a /64 network. */
const NETWORK_GROUPS = 4;

/**
 * Returns the name that an address is counted under: an IPv4 address itself, even if written as
 * IPv6 (`::ffff:192.0.2.1`), or the /64 network of an IPv6 address. All invalid addresses share one
 * name, so that they cannot grow the table.
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  const plain = address.split('%', 1)[0]!.toLowerCase();
  if (!isIPv6(plain)) return 'unknown';
  const groups = groupsOf(plain);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.');
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** Returns the eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head, tail] = withoutDots(address)
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))));
  if (!tail) return head!;
  const zeros = Array.from({ length: GROUPS - head!.length - tail.length }, () => 0);
  return [...head!, ...zeros, ...tail];
}

/** Rewrites a dotted IPv4 tail as two groups. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
}
