import { TributaryError } from '@tributary/kit';
import { faultOf } from '../../faults.ts';
import { isObject, type Json } from '../../json.ts';
import type { Fetch } from '../../planning/plan.ts';
import type { CompiledFetch, FetchTools } from '../compiled-fetch.ts';
import { objectsAt } from '../paths.ts';
import type { Run, Step } from '../plan-run.ts';
import { send } from '../send.ts';
import { compileContexts, type EntitiesInContext } from './context-variables.ts';
import { type Batcher, createBatcher, type EntitiesResponse, singleBatch } from './entity-batches.ts';
import { receiveSlice } from './merge-entities.ts';
import { compileRequires, type Represent } from './representations.ts';

/** Fetches fields of entities by their representations. */
export function entityStep(
  fetch: CompiledFetch,
  requires: NonNullable<Fetch['requires']>,
  tools: FetchTools,
): Step {
  const { node, path } = fetch;
  const represent = compileRequires(requires, tools.matches);
  const typenameOf = compileTypenames(node, tools);
  const byContext =
    node.contexts.length > 0
      ? compileContexts(node.contexts, path, tools.matches)
      : (run: Run): EntitiesInContext[] => [{ variables: {}, entities: objectsAt(run, path) }];
  return async (run) => {
    const [only, ...others] = byContext(run);
    if (!only) return;
    const first = fetchEntities(fetch, run, only, represent, typenameOf);
    if (others.length === 0) return first;
    const rest = others.map((each) => fetchEntities(fetch, run, each, represent, typenameOf));
    await settleAll(run, [first, ...rest]);
  };
}

/** Returns the name that a type has in the subgraph of a fetch. */
type TypenameOf = (typename: string) => string;

/** Compiles the renaming of types for a subgraph; null if every type keeps its name. */
function compileTypenames({ typenames }: Fetch, { matches }: FetchTools): TypenameOf | null {
  if (typenames.length === 0) return null;
  return (typename) => typenames.find(({ of }) => matches(typename, of))?.is ?? typename;
}

async function fetchEntities(
  fetch: CompiledFetch,
  run: Run,
  { variables, entities }: EntitiesInContext,
  represent: Represent,
  typenameOf: TypenameOf | null,
): Promise<void> {
  const groups = represent(entities, fetch.fillNulls);
  if (groups.length === 0) return;
  if (typenameOf)
    for (const { representation } of groups)
      representation['__typename'] = typenameOf(representation['__typename'] as string);
  const request = (representations: readonly Json[]) =>
    requestEntities(fetch, run, { ...variables, representations }, representations.length);
  const slices =
    fetch.signature === null
      ? [singleBatch(groups, request)]
      : batcherOf(run, fetch.signature).slicesOf(groups, request);
  await Promise.all(slices.map((slice) => receiveSlice(fetch, run, slice)));
}

function batcherOf({ batchers }: Run, signature: string): Batcher {
  let batcher = batchers.get(signature);
  if (!batcher) {
    batcher = createBatcher();
    batchers.set(signature, batcher);
  }
  return batcher;
}

/** Requests entities, and rejects a response without exactly one entity per representation. */
async function requestEntities(
  fetch: CompiledFetch,
  run: Run,
  variables: Json,
  count: number,
): Promise<EntitiesResponse> {
  const { data, errors = [] } = await send(fetch, run, variables);
  const failed = !isObject(data);
  const entities = failed ? null : data['_entities'];
  if (Array.isArray(entities) && entities.length === count && entities.every(isEntity))
    return { errors, entities, failed };
  // The subgraph's own errors already explain why there is no list.
  if (failed || (errors.length > 0 && !Array.isArray(entities))) return { errors, entities: null, failed };
  const { service } = fetch.node;
  throw new TributaryError(
    'UPSTREAM_FAILED',
    `The subgraph ${service} did not return one entity per representation.`,
    { details: { service } },
  );
}

function isEntity(entity: unknown): boolean {
  return entity === null || isObject(entity);
}

async function settleAll(run: Run, running: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(running))
    if (outcome.status === 'rejected' && !run.finished) run.faults.push(faultOf(outcome.reason));
}
