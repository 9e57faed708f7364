import { type Address, addressesOf } from './addresses.ts';
import type { Cause, Documented, Failure, Operation, Prepared, Sent } from './documented.ts';
import { type Described, type Member, operationsOf, readDocument } from './openapi.ts';
import { shown, validValues, wrongValues } from './values.ts';

/** What a case is about; a column of the table each. */
export type Kind = 'success' | 'failure' | 'alone' | 'pair' | 'refused' | 'unknown';

/** One request, and what it must be answered with. */
export interface Case {
  readonly kind: Kind;
  readonly title: string;
  readonly address: Address;
  readonly method: string;
  readonly sends: Prepared<Sent>;
  readonly status: number;
  readonly code?: string;
  /** What an error must name. */
  readonly names?: string;
  /** What the answer must show. */
  readonly shows?: unknown;
  /** Media type of an answer that is no JSON. */
  readonly type?: string;
  /** Whether the key is known by then: the rate headers are there, and only then. */
  readonly known: boolean;
  readonly cause?: Cause;
}

/** All that is tried of one operation. */
export interface OperationPlan {
  readonly described: Described;
  readonly operation: Operation;
  readonly cases: readonly Case[];
}

/** All that is tried of one dialect. */
export interface Plan {
  readonly documented: Documented;
  readonly document: object;
  readonly addresses: readonly Address[];
  readonly operations: readonly OperationPlan[];
}

/** What is tried of a dialect, by its OpenAPI document and what its own document says beyond that. */
export function planOf(documented: Documented): Plan {
  const document = readDocument(`${documented.name}.json`);
  const addresses = addressesOf(documented);
  const operations = operationsOf(document).map((described) => {
    const operation = documented.operations[described.id];
    if (!operation)
      throw new Error(`test/compatibility/dialects/${documented.name}.ts says nothing of ${described.id}`);
    return { described, operation, cases: casesOf({ documented, described, operation, addresses }) };
  });
  return { documented, document, addresses, operations };
}

interface Subject {
  readonly documented: Documented;
  readonly described: Described;
  readonly operation: Operation;
  readonly addresses: readonly Address[];
}

function casesOf(subject: Subject): Case[] {
  const cases = [
    ...successes(subject),
    ...failures(subject),
    ...ownFailures(subject),
    ...alone(subject),
    ...pairs(subject),
    ...refused(subject),
    ...refusedPaths(subject),
    ...unknown(subject),
  ];
  return cases.map((each) => ({ ...each, method: each.method ?? subject.described.method }));
}

type Draft = Omit<Case, 'method'> & { method?: string };

function successes({ operation, addresses }: Subject): Draft[] {
  return addresses.flatMap((address) =>
    operation.examples.map(({ title, sends, status, shows, type }): Draft => {
      const told = { ...(shows === undefined ? {} : { shows }), ...(type ? { type } : {}) };
      return { kind: 'success', title, address, sends, status, known: true, ...told };
    }),
  );
}

/** What each cause changes in a request that would succeed. */
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
    // Where another text may be sent, it is a body of many records.
    const length = described.body!.types.includes('application/x-ndjson') ? 8_500_000 : 1_100_000;
    return { text: `"${'x'.repeat(length)}"`, headers: { 'content-type': 'application/json' } };
  },
  value: () => ({}),
};

const UNKNOWN: readonly Cause[] = ['missing key', 'invalid key', 'key of another product'];
const OF_BODIES: readonly Cause[] = ['malformed body', 'media type', 'body too large'];

/** The causes that every operation of a dialect knows, at every address. */
function failures(subject: Subject): Draft[] {
  const { documented, described, operation, addresses } = subject;
  const causes = Object.keys(CHANGES) as Cause[];
  const possible = causes.filter((cause) => {
    if (cause === 'plan') return operation.plan;
    if (cause === 'fault') return !operation.withoutFault;
    if (cause === 'value') return false;
    return !OF_BODIES.includes(cause) || described.body !== null;
  });
  return addresses.flatMap((address) => {
    const rival = address.shared && documented.rivals?.includes(described.id);
    return possible
      .filter((cause) => !(rival && UNKNOWN.includes(cause)))
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

function ownFailures({ operation, addresses }: Subject): Draft[] {
  return addresses.flatMap((address) =>
    (operation.failures ?? []).map(({ title, sends, failure: [status, code], names }): Draft => {
      const named = names ? { names } : {};
      return { kind: 'failure', title, address, sends, status, code, known: true, ...named };
    }),
  );
}

/** Each value of each parameter at the mount prefix, and the first one at the others. */
function alone({ described, operation, addresses }: Subject): Draft[] {
  return described.members.flatMap((member) =>
    valuesOf(member, operation).flatMap((value, index) =>
      addresses.slice(0, index === 0 ? addresses.length : 1).map(
        (address): Draft => ({
          ...toSucceed(operation, [[member, value]]),
          kind: 'alone',
          title: `${member.name}=${shown(value)}`,
          address,
        }),
      ),
    ),
  );
}

/** Each parameter with each other one. */
function pairs({ documented, described, operation, addresses }: Subject): Draft[] {
  const [status, code] = documented.failures.value;
  return described.members.flatMap((one, index) =>
    described.members.slice(index + 1).map((two): Draft => {
      const given = [one, two].map((member): [Member, Prepared<unknown>] => [
        member,
        valuesOf(member, operation).at(-1),
      ]);
      const refusal = operation.exclusive?.[`${one.name}+${two.name}`];
      const expected = refusal
        ? { ...toSucceed(operation, given), status, code, names: refusal }
        : toSucceed(operation, given);
      return { ...expected, kind: 'pair', title: `${one.name} with ${two.name}`, address: addresses[0]! };
    }),
  );
}

function refused({ documented, described, operation, addresses }: Subject): Draft[] {
  const [status, code] = documented.failures.value;
  return described.members.flatMap((member) => {
    const further = operation.wrong?.[member.name] ?? [];
    const absent = member.required ? [undefined] : [];
    const values = [...wrongValues(member), ...further, ...absent];
    return values.map((value): Draft => {
      const own =
        value === undefined && operation.failures?.find(({ title }) => title === `no ${member.name}`);
      return {
        ...toSucceed(operation, [[member, value]]),
        kind: 'refused',
        title: `${member.name}=${value === undefined ? 'nothing' : shown(value)}`,
        address: addresses[0]!,
        status,
        code: own ? own.failure[1] : code,
        names: member.name,
      };
    });
  });
}

/** A parameter of the path is any text that can be looked for. */
function refusedPaths({ documented, described, operation, addresses }: Subject): Draft[] {
  const [status, code] = documented.failures.value;
  return [...described.path.matchAll(/\{(\w+)\}/g)].map(
    ([, name]): Draft => ({
      ...toSucceed(operation, []),
      kind: 'refused',
      title: `${name}="a\\0b"`,
      address: addresses[0]!,
      sends: changed(operation.idle ?? operation.examples[0].sends, { params: { [name!]: 'a\0b' } }),
      status,
      code,
      names: name!,
    }),
  );
}

function unknown({ documented, described, operation, addresses }: Subject): Draft[] {
  const inQuery = toSucceed(operation, []);
  const address = addresses[0]!;
  const query: Draft = {
    ...inQuery,
    kind: 'unknown',
    title: 'a query parameter that no document has is ignored',
    address,
    sends: changed(operation.examples[0].sends, { query: { colour: 'red', __proto__: 'x' } }),
  };
  if (!described.body) return [query];
  const sends = changed(operation.examples[0].sends, { body: { colour: 'red' } });
  if (documented.unknownMember === 'ignored')
    return [query, { ...query, title: 'a member of the body that no document has is ignored', sends }];
  const [status, code] = documented.failures.value;
  const title = 'a member of the body that no document has is refused';
  return [query, { ...query, title, sends, status, code, names: 'colour' }];
}

function toSucceed({ examples: [base] }: Operation, given: [Member, Prepared<unknown>][]) {
  const sends = changed(base.sends, async (world) => {
    const query: Record<string, unknown> = {};
    const body: Record<string, unknown> = {};
    for (const [{ name, place }, value] of given)
      (place === 'query' ? query : body)[name] = typeof value === 'function' ? await value(world) : value;
    return { query, ...(given.some(([{ place }]) => place === 'body') ? { body } : {}) };
  });
  return { sends, status: base.status, known: true };
}

function valuesOf(member: Member, operation: Operation): readonly Prepared<unknown>[] {
  return operation.values?.[member.name] ?? validValues(member.schema);
}

/** A request with other members: those of its query and body are joined, the rest is replaced. */
function changed(base: Prepared<Sent>, change: Prepared<Partial<Sent>>): Prepared<Sent> {
  return async (world) => {
    const first = typeof base === 'function' ? await base(world) : base;
    const second = typeof change === 'function' ? await change(world) : change;
    const params = { ...first.params, ...second.params };
    const joined = { ...first, ...second, params, query: { ...first.query, ...second.query } };
    if (second.text !== undefined) return { ...joined, body: undefined };
    return second.body === undefined
      ? joined
      : { ...joined, body: { ...(first.body as object), ...(second.body as object) } };
  };
}

/** The failures that an operation's cases have, as statuses and codes. */
export function failuresIn({ cases }: OperationPlan): Failure[] {
  return cases.flatMap(({ status, code }): Failure[] => (code === undefined ? [] : [[status, code]]));
}
