import type { FetchNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { SubgraphResult, Transport } from '../transports/transport.ts';
import { type Batch, compileContexts } from './contexts.ts';
import { thrown } from './faults.ts';
import { compileMerge, type Merge, shapeOf } from './merge.ts';
import { collect, isRoot, type Way } from './paths.ts';
import { reportEntities, reportRoots, type Source } from './report.ts';
import { compileRequires, type Group, type Represent } from './representations.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import { isObject, type Json, type Run, type Step } from './run.ts';
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
}

/** The parts of a fetch that are worked out once. */
interface Fetch {
  readonly node: FetchNode;
  readonly ways: readonly Way[];
  readonly transport: Transport;
  readonly usages: readonly { readonly name: string; readonly from: string }[];
  readonly merge: Merge;
  readonly output: Rewrite | null;
  readonly shared: boolean;
}

/** Compiles a fetch that completes the objects at the ends of the ways; that of an empty one is the root. */
export function compileFetch(node: FetchNode, ways: readonly Way[], tools: Tools): Step {
  const transport = tools.transports.get(node.serviceName);
  if (!transport)
    throw new Error(`The supergraph has a subgraph "${node.serviceName}" that this gateway does not know.`);
  const contexts = new Set(node.contextRewrites?.map(({ renameKeyTo }) => renameKeyTo));
  const shape = shapeOf(parse(node.operation, { noLocation: true }), node.outputRewrites);
  const merged = node.requires ? shape.fields.get('_entities')! : shape;
  const fetch: Fetch = {
    node,
    ways,
    transport,
    usages: (node.variableUsages ?? [])
      .filter((name) => !contexts.has(name))
      .map((name) => ({ name, from: tools.variableOf(name) })),
    merge: compileMerge(merged, tools.isConcrete),
    output: compileRewrites(node.outputRewrites, tools.matches),
    shared: tools.shared,
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

/** A fetch of root fields, at the root or wherever an object gives the root again. */
function rootStep(fetch: Fetch): Step {
  return async (run) => {
    const targets = collect(run.data, fetch.ways);
    if (targets.length === 0) return;
    const { data, errors } = await send(fetch, run, {});
    if (run.over) return;
    if (errors) reportRoots(source(run, fetch, data), errors, targets);
    if (!isObject(data)) return;
    fetch.output?.(data);
    if (isRoot(fetch.ways)) mergeRoot(run, fetch, data);
    else for (const target of targets) fetch.merge(target, data);
  };
}

/** The first answer becomes the root; another fetch may have been first since this one was sent. */
function mergeRoot(run: Run, { merge }: Fetch, data: Json): void {
  if (isEmpty(run.data)) run.data = data;
  else merge(run.data, data);
}

function entityStep(fetch: Fetch, requires: NonNullable<FetchNode['requires']>, tools: Tools): Step {
  const { node, ways } = fetch;
  const represent = compileRequires(requires, tools.matches);
  const input = compileRewrites(node.inputRewrites, tools.matches);
  const batchesOf =
    node.contextRewrites && node.contextRewrites.length > 0
      ? compileContexts(node.contextRewrites, ways, tools.matches)
      : (root: Json): Batch[] => [{ variables: {}, entities: collect(root, ways) }];
  return async (run) => {
    const [only, ...others] = batchesOf(run.data);
    if (!only) return;
    const first = fetchEntities(fetch, run, only, represent, input);
    if (others.length === 0) return first;
    const rest = others.map((batch) => fetchEntities(fetch, run, batch, represent, input));
    await settleAll(run, [first, ...rest]);
  };
}

async function fetchEntities(
  fetch: Fetch,
  run: Run,
  batch: Batch,
  represent: Represent,
  input: Rewrite | null,
): Promise<void> {
  const groups = represent(batch.entities);
  if (groups.length === 0) return;
  const representations = groups.map(({ representation }) => representation);
  if (input) for (const representation of representations) input(representation);
  const { data, errors } = await send(fetch, run, { ...batch.variables, representations });
  if (run.over) return;
  if (errors) reportEntities(source(run, fetch, data), errors, groups);
  if (!isObject(data)) return;
  const entities = data['_entities'];
  if (!Array.isArray(entities) || entities.length !== groups.length) {
    // Nothing is lost to report when the subgraph has said itself why there is no list.
    if (errors?.length && !Array.isArray(entities)) return;
    throw new Error(
      `The subgraph ${fetch.node.serviceName} did not answer one entity for each representation.`,
    );
  }
  mergeEntities(fetch, groups, entities);
}

function mergeEntities(
  { output, merge, shared }: Fetch,
  groups: readonly Group[],
  entities: readonly unknown[],
): void {
  for (let index = 0; index < groups.length; index++) {
    const entity = entities[index];
    if (!isObject(entity)) continue;
    output?.(entity);
    const { targets } = groups[index]!;
    for (let at = 0; at < targets.length; at++)
      merge(targets[at]!, shared || at === 0 ? entity : structuredClone(entity));
  }
}

async function send(fetch: Fetch, run: Run, variables: Json): Promise<SubgraphResult> {
  const { node, usages, transport } = fetch;
  for (let index = 0; index < usages.length; index++) {
    const { name, from } = usages[index]!;
    if (Object.hasOwn(run.sent, from)) variables[name] = run.sent[from];
  }
  return transport.execute({
    query: node.operation,
    kind: node.operationKind as 'query' | 'mutation',
    variables,
    operationName: node.operationName,
    request: run.request,
  });
}

function source(run: Run, { node, ways }: Fetch, data: unknown): Source {
  return { run, ways, serviceName: node.serviceName, whole: !isObject(data) };
}

async function settleAll(run: Run, running: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(running))
    if (outcome.status === 'rejected' && !run.over) run.faults.push(thrown(outcome.reason));
}

function isEmpty(object: Json): boolean {
  for (const _ in object) return false;
  return true;
}
