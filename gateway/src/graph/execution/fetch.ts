import { TributaryError } from '@tributary/kit';
import { parse } from 'graphql';
import type { Fetch as PlannedFetch } from '../planning/plan.ts';
import type { SubgraphResult, Transport } from '../transports/transport.ts';
import { type Batch, compileContexts } from './contexts.ts';
import { thrown } from './faults.ts';
import { type Answer, createLots, type Lots, ownLot, type Share } from './lots.ts';
import { compileMerge, isFlat, type Merge, type MergeShape, shapeOf } from './merge.ts';
import { collect, type Way } from './paths.ts';
import { withoutAliases } from './renames.ts';
import { reportEntities, reportRoots, type Source } from './report.ts';
import { compileRequires, type Group, type Represent } from './representations.ts';
import { copyOf, isObject, type Json, own, put, type Run, type Step } from './run.ts';
import type { IsConcrete, TypeMatch } from './types.ts';

/** What plans are compiled with. */
export interface Tools {
  readonly transports: ReadonlyMap<string, Transport>;
  readonly matches: TypeMatch;
  readonly isConcrete: IsConcrete;
  /** The caller's name of a variable, where the planned operation has another one. */
  readonly variableOf: (name: string) => string;
  /** Whether an entity that is met at several places may be one object there: what is added to it is then the same. */
  readonly shared: boolean;
  /** The fetches that ask of entities what others of the plan ask as well: each entity is asked for it once. */
  readonly signatures: ReadonlyMap<PlannedFetch, string>;
}

/** The parts of a fetch that are worked out once. */
interface Fetch {
  readonly node: PlannedFetch;
  readonly way: Way;
  readonly transport: Transport;
  readonly usages: readonly { readonly name: string; readonly from: string }[];
  readonly merge: Merge;
  /** Whether all objects stay where they are and what they are: it brings nothing but leaves, and no types. */
  readonly flat: boolean;
  readonly shared: boolean;
  /** What other fetches of the plan ask as well; null when none does. */
  readonly signature: string | null;
  /** Completes an entity that the subgraph does not know: what is not there is null, which is no failure. */
  readonly fillNulls: (entity: Json) => void;
}

/** Compiles a fetch that completes the objects at the end of a way; that of an empty one is the root. */
export function compileFetch(node: PlannedFetch, way: Way, tools: Tools): Step {
  const transport = tools.transports.get(node.service);
  if (!transport)
    throw new Error(`The supergraph has a subgraph "${node.service}" that this gateway does not know.`);
  const shape = shapeOf(parse(node.operation, { noLocation: true }), node.renames);
  const merged = node.requires ? shape.fields.get('_entities')! : shape;
  const fetch: Fetch = {
    node,
    way,
    transport,
    usages: node.variables.map((name) => ({ name, from: tools.variableOf(name) })),
    merge: compileMerge(merged, tools.isConcrete),
    flat: isFlat(merged) && !merged.fields.has('__typename'),
    shared: tools.shared,
    signature: tools.signatures.get(node) ?? null,
    fillNulls: nullFiller(merged),
  };
  const step = node.requires ? entityStep(fetch, node.requires, tools) : rootStep(fetch);
  return async (run) => {
    if (run.over) return;
    try {
      await step(run);
    } catch (error) {
      if (!run.over) run.faults.push(thrown(error));
    }
  };
}

function nullFiller({ fields }: MergeShape): (entity: Json) => void {
  const keys = [...fields.keys()].filter((key) => key !== '__typename');
  return (entity) => {
    for (const key of keys) if (own(entity, key) === undefined) put(entity, key, null);
  };
}

/** A fetch of root fields, at the root or wherever an object gives the root again. */
function rootStep(fetch: Fetch): Step {
  return async (run) => {
    const targets = collect(run, fetch.way);
    if (targets.length === 0) return;
    const { data, errors } = await send(fetch, run, {});
    if (run.over) return;
    if (errors) reportRoots(source(run, fetch, !isObject(data)), errors, targets);
    if (!isObject(data)) return;
    if (fetch.way.length === 0) mergeRoot(run, fetch, data);
    else for (const target of targets) fetch.merge(target, data);
    run.found.clear();
  };
}

/** The first answer becomes the root; another fetch may have been first since this one was sent. */
function mergeRoot(run: Run, { merge }: Fetch, data: Json): void {
  if (isEmpty(run.data)) run.data = data;
  else merge(run.data, data);
}

function entityStep(fetch: Fetch, requires: NonNullable<PlannedFetch['requires']>, tools: Tools): Step {
  const { node, way } = fetch;
  const represent = compileRequires(requires, tools.matches);
  const typenameOf = compileTypenames(node, tools);
  const batchesOf =
    node.contexts.length > 0
      ? compileContexts(node.contexts, way, tools.matches)
      : (run: Run): Batch[] => [{ variables: {}, entities: collect(run, way) }];
  return async (run) => {
    const [only, ...others] = batchesOf(run);
    if (!only) return;
    const first = fetchEntities(fetch, run, only, represent, typenameOf);
    if (others.length === 0) return first;
    const rest = others.map((batch) => fetchEntities(fetch, run, batch, represent, typenameOf));
    await settleAll(run, [first, ...rest]);
  };
}

/** The name that a type has in a subgraph. */
type TypenameOf = (typename: string) => string;

/** Null where all types have the same name. */
function compileTypenames({ typenames }: PlannedFetch, { matches }: Tools): TypenameOf | null {
  if (typenames.length === 0) return null;
  return (typename) => typenames.find(({ of }) => matches(typename, of))?.is ?? typename;
}

async function fetchEntities(
  fetch: Fetch,
  run: Run,
  batch: Batch,
  represent: Represent,
  typenameOf: TypenameOf | null,
): Promise<void> {
  const groups = represent(batch.entities, fetch.fillNulls);
  if (groups.length === 0) return;
  if (typenameOf)
    for (const { representation } of groups)
      representation['__typename'] = typenameOf(representation['__typename'] as string);
  const ask = (representations: readonly Json[]) =>
    askFor(fetch, run, { ...batch.variables, representations }, representations.length);
  const shares =
    fetch.signature === null ? [ownLot(groups, ask)] : lotsOf(run, fetch.signature).shares(groups, ask);
  await Promise.all(shares.map((share) => take(fetch, run, share)));
}

function lotsOf({ lots }: Run, signature: string): Lots {
  let mine = lots.get(signature);
  if (!mine) {
    mine = createLots();
    lots.set(signature, mine);
  }
  return mine;
}

/** Asks for entities, and sees to it that there is one for each representation. */
async function askFor(fetch: Fetch, run: Run, variables: Json, count: number): Promise<Answer> {
  const { data, errors = [] } = await send(fetch, run, variables);
  const whole = !isObject(data);
  const entities = whole ? null : data['_entities'];
  if (Array.isArray(entities) && entities.length === count && entities.every(isEntity))
    return { errors, entities, whole };
  // Nothing is lost to report when the subgraph has said itself why there is no list.
  if (whole || (errors.length > 0 && !Array.isArray(entities))) return { errors, entities: null, whole };
  const { service } = fetch.node;
  throw new TributaryError(
    'UPSTREAM_FAILED',
    `The subgraph ${service} did not answer one entity for each representation.`,
    { details: { service } },
  );
}

function isEntity(entity: unknown): boolean {
  return entity === null || isObject(entity);
}

/** Waits for a lot, and merges what has come for this fetch. */
async function take(fetch: Fetch, run: Run, share: Share): Promise<void> {
  const { lot, groups, first } = share;
  try {
    const { errors, entities, whole } = await lot.answer;
    if (run.over) return;
    if (errors.length > 0) reportEntities(source(run, fetch, whole), errors, share);
    if (!entities) return;
    mergeEntities(fetch, groups, entities, errors);
    if (!fetch.flat) run.found.clear();
  } catch (error) {
    // A lot that has failed is one failure, however many wait for it.
    if (first && !run.over) run.faults.push(thrown(error));
  }
}

/** Objects that come are merged into later, so what others still take from this answer is copied. */
function mergeEntities(
  { merge, shared, flat, signature, fillNulls }: Fetch,
  groups: readonly (Group | undefined)[],
  entities: readonly unknown[],
  errors: Answer['errors'],
): void {
  for (let index = 0; index < groups.length; index++) {
    const entity = entities[index];
    const group = groups[index];
    if (!group) continue;
    const { targets, lacking } = group;
    if (!isObject(entity)) {
      if (!errors.some(({ path }) => concernsEntity(path, index)))
        for (const target of targets) fillNulls(target);
      continue;
    }
    for (const key of lacking) put(entity, key, undefined);
    const mine = flat || signature === null ? entity : copyOf(entity);
    for (let at = 0; at < targets.length; at++)
      merge(targets[at]!, flat || shared || at === 0 ? mine : copyOf(entity));
  }
}

/** Whether an error may be the reason why an entity is null. */
function concernsEntity(path: Answer['errors'][number]['path'], index: number): boolean {
  return !path || path.length < 2 || path[1] === index;
}

async function send(fetch: Fetch, run: Run, variables: Json): Promise<SubgraphResult> {
  const { node, usages, transport } = fetch;
  for (let index = 0; index < usages.length; index++) {
    const { name, from } = usages[index]!;
    if (Object.hasOwn(run.sent, from)) variables[name] = run.sent[from];
  }
  run.asked.push(node.service);
  try {
    const result = await transport.execute({
      query: node.operation,
      kind: node.kind,
      variables,
      operationName: node.operationName,
      request: run.request,
    });
    return node.renames.size > 0 ? withoutAliases(result, node.renames) : result;
  } finally {
    run.asked.splice(run.asked.indexOf(node.service), 1);
  }
}

function source(run: Run, { node, way }: Fetch, whole: boolean): Source {
  return { run, way, serviceName: node.service, whole };
}

async function settleAll(run: Run, running: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(running))
    if (outcome.status === 'rejected' && !run.over) run.faults.push(thrown(outcome.reason));
}

function isEmpty(object: Json): boolean {
  for (const _ in object) return false;
  return true;
}
