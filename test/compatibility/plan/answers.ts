import type { Cause, Operation, Prepared, Sent } from '../documented.ts';
import { changed, type Draft, type Subject } from './case.ts';

/** The documented examples at every address, and with a key that has only the required scope. */
export function successes({ documented, operation, addresses }: Subject): Draft[] {
  const [{ sends, status, shows }] = operation.examples;
  const scoped: Draft = {
    kind: 'success',
    title: 'by a key that has its scope alone',
    address: addresses[0]!,
    sends: changed(sends, async (world) => ({ key: await world.keyWith(documented.name, operation.scope) })),
    status,
    shows,
    known: true,
  };
  const everywhere = addresses.flatMap((address) =>
    operation.examples.map(({ title, sends, status, shows, type }): Draft => {
      const expected = { ...(shows === undefined ? {} : { shows }), ...(type ? { type } : {}) };
      return { kind: 'success', title, address, sends, status, known: true, ...expected };
    }),
  );
  return [...everywhere, scoped];
}

/** How each cause alters a request that would succeed. */
const CHANGES: Readonly<Record<Cause, (subject: Subject) => Prepared<Partial<Sent>>>> = {
  'missing key': () => ({ key: null }),
  'invalid key': () => ({ key: 'nobody-has-this-key' }),
  'key of another product':
    ({ documented }) =>
    (world) => ({ key: world.key(documented.foreign) }),
  scope:
    ({ documented, operation }) =>
    async (world) => ({ key: await world.keyWithout(documented.name, operation.scope) }),
  plan:
    ({ documented }) =>
    async (world) => ({ key: await world.poorKey(documented.name) }),
  limit:
    ({ documented }) =>
    async (world) => ({ key: await world.spentKey(documented.name) }),
  fault: () => ({}),
  method: () => ({}),
  'malformed body': () => ({ text: '{"it":', headers: { 'content-type': 'application/json' } }),
  'media type': () => ({ text: '<body/>', headers: { 'content-type': 'application/xml' } }),
  'body too large': ({ described }) => {
    // A body of another text type consists of many records.
    const length = described.body!.types.includes('application/x-ndjson') ? 8_500_000 : 1_100_000;
    return { text: `"${'x'.repeat(length)}"`, headers: { 'content-type': 'application/json' } };
  },
  value: () => ({}),
};

const UNKNOWN: readonly Cause[] = ['missing key', 'invalid key', 'key of another product'];
const OF_BODIES: readonly Cause[] = ['malformed body', 'media type', 'body too large'];

/** The causes that all operations of a dialect have, at every address. */
export function failures(subject: Subject): Draft[] {
  const { documented, described, operation, addresses } = subject;
  const causes = Object.keys(CHANGES) as Cause[];
  const possible = causes.filter((cause) => {
    if (cause === 'plan') return operation.plan;
    if (cause === 'fault') return !operation.withoutFault;
    if (cause === 'value') return false;
    return !OF_BODIES.includes(cause) || described.body !== null;
  });
  return addresses.flatMap((address) => {
    const isAmbiguous = address.shared && documented.ambiguous?.includes(described.id);
    return possible
      .filter((cause) => !(isAmbiguous && UNKNOWN.includes(cause)))
      .map((cause): Draft => {
        const [status, code] = documented.failures[cause];
        const base = baseOf(operation, cause);
        const sends = changed(base, CHANGES[cause](subject));
        const known = !UNKNOWN.includes(cause) && cause !== 'method';
        const method = cause === 'method' ? { method: 'PUT' } : {};
        return { kind: 'failure', title: cause, address, sends, status, code, known, cause, ...method };
      });
  });
}

function baseOf({ examples: [example], fresh, idle }: Operation, cause: Cause): Prepared<Sent> {
  return (cause === 'fault' ? fresh : idle) ?? example.sends;
}

/** The failures that only this operation has, at every address. */
export function ownFailures({ operation, addresses }: Subject): Draft[] {
  return addresses.flatMap((address) =>
    (operation.failures ?? []).map(({ title, sends, failure: [status, code], names }): Draft => {
      const named = names ? { names } : {};
      return { kind: 'failure', title, address, sends, status, code, known: true, ...named };
    }),
  );
}
