import type { Prepared } from '../documented.ts';
import type { Member } from '../openapi.ts';
import { shown, wrongValues } from '../values.ts';
import { changed, type Draft, type Subject, toSucceed, valuesOf } from './case.ts';

/** Each value of each parameter at the mount prefix, and the first value at the other addresses. */
export function alone({ described, operation, addresses }: Subject): Draft[] {
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

/** Each pair of parameters. */
export function pairs({ documented, described, operation, addresses }: Subject): Draft[] {
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

/** Values that a schema excludes, and omitted required members. */
export function refused({ documented, described, operation, addresses }: Subject): Draft[] {
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

/** A path parameter is any text. */
export function refusedPaths({ documented, described, operation, addresses }: Subject): Draft[] {
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

/** Members that no document has. */
export function unknown({ documented, described, operation, addresses }: Subject): Draft[] {
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
