import { strictestOf } from '../caching/response-freshness.ts';
import type { Json } from '../json.ts';
import type { SourceEvent, SubgraphOperation, SubgraphResult } from '../transports/transport.ts';
import { withoutAliases } from './aliases.ts';
import type { CompiledFetch } from './compiled-fetch.ts';
import type { Run } from './plan-run.ts';

/**
 * Sends the operation of a fetch to its subgraph, with the caller's variables that it uses. The
 * fetch that a subscription begins with has been sent already, so it takes the event instead.
 */
export async function send(fetch: CompiledFetch, run: Run, variables: Json): Promise<SubgraphResult> {
  const { node, transport } = fetch;
  run.inFlight.push(node.service);
  try {
    const result =
      node.kind === 'subscription'
        ? await run.event!(run.request)
        : await transport.execute(operationOf(fetch, run, variables));
    addFreshness(run, result);
    return node.renames.size > 0 ? withoutAliases(result, node.renames) : result;
  } finally {
    run.inFlight.splice(run.inFlight.indexOf(node.service), 1);
  }
}

function addFreshness(run: Run, { freshness = null }: SubgraphResult): void {
  run.freshness = run.freshness === undefined ? freshness : strictestOf([run.freshness, freshness]);
}

/**
 * Sends the operation of the fetch that a subscription begins with. Its events, and errors, are the
 * result of that fetch in {@link send}.
 */
export async function subscribe(
  fetch: CompiledFetch,
  run: Pick<Run, 'variables' | 'request'>,
): Promise<SubgraphResult | AsyncIterable<SourceEvent>> {
  const { transport } = fetch;
  if (!transport.subscribe) throw new Error(`The subgraph "${fetch.node.service}" cannot be subscribed to.`);
  return transport.subscribe(operationOf(fetch, run, {}));
}

function operationOf(
  { node, usages, hints }: CompiledFetch,
  { variables: sent, request }: Pick<Run, 'variables' | 'request'>,
  variables: Json,
): SubgraphOperation {
  for (let index = 0; index < usages.length; index++) {
    const { name, from } = usages[index]!;
    if (Object.hasOwn(sent, from)) variables[name] = sent[from];
  }
  const { operation: query, kind, operationName } = node;
  return { query, kind, variables, operationName, request, hints, origin: node };
}
