import { isDeepStrictEqual } from 'node:util';
import { subgraphs } from '@tributary/gateway/subgraphs';
import type { HttpAnswer } from '@tributary/test/support';
import { addressesOf } from './addresses.ts';
import type { Contract } from './contract.ts';
import type { Documented, Sent } from './documented.ts';
import type { Described } from './openapi.ts';
import type { Case, OperationPlan } from './plan/index.ts';
import type { World } from './world.ts';

/** What responses are validated against. */
export interface Subject {
  readonly world: World;
  readonly documented: Documented;
  readonly plan: OperationPlan;
  /** Our OpenAPI document, and the vendor's own if there is one. */
  readonly contracts: { readonly ours: Contract; readonly theirs: Contract | null };
}

/** Runs cases one after the other; returns the problems of each, by its name. */
export async function tryCases(subject: Subject, cases: readonly Case[]): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {};
  for (const each of cases) {
    const sent = await prepare(subject.world, each);
    const found = await tryCase(subject, each, sent);
    if (found.length > 0) wrong[nameOf(subject.plan.described, each)] = found;
  }
  return wrong;
}

/**
 * Requests unknown paths below the mount prefix and at the virtual hosts; returns the problems
 * found.
 */
export async function tryNowhere({
  world,
  documented,
}: Pick<Subject, 'world' | 'documented'>): Promise<string[]> {
  const wanted = documented.nowhere;
  const wrong: string[] = [];
  for (const { at, host, name } of addressesOf(documented).filter(({ shared }) => !shared)) {
    const { status, json, headers, text } = await world.send('GET', at('/v1/nothing'), host ? { host } : {});
    const got = [status, safely(() => documented.codeOf(json as never))];
    const rateHeaders = Object.keys(headers).filter((each) => each.startsWith('x-ratelimit'));
    if (!isDeepStrictEqual(got, wanted) || !headers['x-request-id'] || rateHeaders.length > 0)
      wrong.push(`at ${name}: ${got.join(' ')} ${rateHeaders}: ${text}`);
  }
  return wrong;
}

/** Runs cases while the tables of all subgraphs are missing from the database. */
export async function tryInFault(
  world: World,
  cases: readonly { subject: Subject; each: Case }[],
): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {};
  const prepared = [];
  for (const { subject, each } of cases) prepared.push({ subject, each, sent: await prepare(world, each) });
  await moveSchemas(world, (name) => [name, `${name}_away`]);
  try {
    for (const { subject, each, sent } of prepared) {
      const found = await tryCase(subject, each, sent);
      if (found.length > 0) wrong[nameOf(subject.plan.described, each)] = found;
    }
  } finally {
    await moveSchemas(world, (name) => [`${name}_away`, name]);
  }
  return wrong;
}

async function moveSchemas(world: World, names: (name: string) => [from: string, to: string]) {
  for (const { name } of subgraphs) {
    const [from, to] = names(name);
    await world.sql(`alter schema ${from} rename to ${to}`);
  }
}

function nameOf({ method, path }: Described, { kind, title, address }: Case): string {
  return `${method} ${path} at ${address.name}: ${kind}: ${title}`;
}

async function prepare(world: World, { sends, address }: Case): Promise<Sent & { host?: string }> {
  const sent = typeof sends === 'function' ? await sends(world) : sends;
  return address.host ? { ...sent, host: address.host } : sent;
}

async function tryCase(subject: Subject, each: Case, sent: Sent): Promise<string[]> {
  const { world, documented, plan } = subject;
  const key = sent.key === undefined ? world.key(documented.name) : sent.key;
  const path = each.address.at(pathOf(plan.described.path, sent));
  const answer = await world.send(each.method, path, { ...sent, key });
  const expected = [each.status, ...(each.code === undefined ? [] : [each.code])];
  const failed = each.code !== undefined && answer.json !== undefined;
  const got = [answer.status, ...(failed ? [safely(() => documented.codeOf(answer.json as never))] : [])];
  if (!isDeepStrictEqual(got, expected))
    return [`${got.join(' ')} in place of ${expected.join(' ')}: ${answer.text.slice(0, 300)}`];
  return [
    ...bodyFaults(subject, each, answer),
    ...headerFaults(subject, each, answer),
    ...(each.names && !answer.text.includes(each.names)
      ? [`does not name ${each.names}: ${answer.text}`]
      : []),
    ...(each.shows === undefined ? [] : missingFrom(answer.json ?? answer.text, each.shows, 'body')),
  ];
}

function pathOf(path: string, { params = {}, query = {} }: Sent): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name]!));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string][] => (each === undefined ? [] : [[name, String(each)]])),
  );
  const search = new URLSearchParams(pairs.flat()).toString();
  return search ? `${filled}?${search}` : filled;
}

function bodyFaults({ plan, contracts }: Subject, each: Case, answer: HttpAnswer): string[] {
  const { path, method, answers } = plan.described;
  if (each.cause === 'method') return [];
  const documented = answers[answer.status];
  if (!documented) return [`the OpenAPI document has no ${answer.status}`];
  const type = (answer.headers['content-type'] ?? '').split(';')[0]!;
  const types = Object.keys(documented.content);
  if (types.length === 0) return answer.text === '' ? [] : [`has a body: ${answer.text}`];
  const wanted = each.type ?? 'application/json';
  if (type !== wanted || !types.includes(type)) return [`is ${type}, not ${wanted} of ${types.join(', ')}`];
  if (each.type) return [];
  const ours = contracts.ours.faults(path, method, answer.status, answer.json);
  const theirs = contracts.theirs?.faults(path, method, answer.status, answer.json);
  return [ours, theirs].filter((fault) => typeof fault === 'string');
}

function headerFaults({ documented, plan }: Subject, each: Case, { headers, status }: HttpAnswer): string[] {
  const rate = Object.keys(headers).filter((name) => name.startsWith('x-ratelimit-'));
  const wanted = each.known ? Object.keys(documented.rate) : [];
  const { allow, answers } = plan.described;
  const listed = answers[status]?.headers.map((name) => name.toLowerCase()) ?? [];
  const wrong = [
    ...(headers['x-request-id'] ? [] : ['has no X-Request-Id']),
    ...(isDeepStrictEqual(rate.toSorted(), wanted.toSorted()) ? [] : [`has the rate headers ${rate}`]),
    ...(status === 405 && headers['allow'] !== allow
      ? [`has the Allow ${headers['allow']}, not ${allow}`]
      : []),
    ...(status === 429 && !(Number(headers['retry-after']) > 0) ? ['has no Retry-After'] : []),
    ...(each.known
      ? rate.filter((name) => !listed.includes(name)).map((name) => `${name} is not documented`)
      : []),
  ];
  // A plan without an allowance has other numbers, and an exhausted one has nothing remaining.
  if (each.cause === 'plan' || each.cause === 'scope') return wrong;
  const numbers = wanted.filter((name) => !documented.rate[name]!.test(String(headers[name])));
  const spent = each.cause === 'limit' && headers['x-ratelimit-remaining'] !== '0';
  return [
    ...wrong,
    ...numbers.map((name) => `${name} is ${headers[name]}`),
    ...(spent ? ['has requests left'] : []),
  ];
}

/**
 * Returns what `given` lacks of `wanted`: members of objects, first elements of lists, patterns of
 * texts.
 */
function missingFrom(given: unknown, wanted: unknown, place: string): string[] {
  if (wanted instanceof RegExp)
    return typeof given === 'string' && wanted.test(given) ? [] : [`${place} is ${JSON.stringify(given)}`];
  if (Array.isArray(wanted))
    return wanted.flatMap((each, index) =>
      missingFrom((given as unknown[])?.[index], each, `${place}[${index}]`),
    );
  if (typeof wanted === 'object' && wanted !== null)
    return Object.entries(wanted).flatMap(([name, each]) =>
      missingFrom((given as Record<string, unknown> | null)?.[name], each, `${place}.${name}`),
    );
  return given === wanted ? [] : [`${place} is ${JSON.stringify(given)}, not ${JSON.stringify(wanted)}`];
}

function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return 'another envelope';
  }
}
