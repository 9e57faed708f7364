import type { Json } from '../json.ts';
import type { SubgraphResult } from '../transports/transport.ts';
import { withoutAliases } from './aliases.ts';
import type { CompiledFetch } from './compiled-fetch.ts';
import type { Run } from './plan-run.ts';

/** Sends the operation of a fetch to its subgraph, with the caller's variables that it uses. */
export async function send(fetch: CompiledFetch, run: Run, variables: Json): Promise<SubgraphResult> {
  const { node, usages, transport } = fetch;
  for (let index = 0; index < usages.length; index++) {
    const { name, from } = usages[index]!;
    if (Object.hasOwn(run.variables, from)) variables[name] = run.variables[from];
  }
  run.inFlight.push(node.service);
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
    run.inFlight.splice(run.inFlight.indexOf(node.service), 1);
  }
}
