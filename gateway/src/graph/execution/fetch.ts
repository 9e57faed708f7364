import { faultOf } from '../faults.ts';
import { isObject, type Json } from '../json.ts';
import type { Fetch } from '../planning/plan.ts';
import { type CompiledFetch, type FetchTools, prepareFetch } from './compiled-fetch.ts';
import { entityStep } from './entities/entity-fetch.ts';
import { type FetchPath, objectsAt } from './paths.ts';
import type { Run, Step } from './plan-run.ts';
import { reportRoots } from './report.ts';
import { send } from './send.ts';

/** Compiles a fetch that completes the objects at the end of a path; the empty path is the root. */
export function compileFetch(node: Fetch, path: FetchPath, tools: FetchTools): Step {
  const fetch = prepareFetch(node, path, tools);
  const step = node.requires ? entityStep(fetch, node.requires, tools) : rootStep(fetch);
  return async (run) => {
    if (run.finished) return;
    try {
      await step(run);
    } catch (error) {
      if (!run.finished) run.faults.push(faultOf(error));
    }
  };
}

/** Fetches root fields, at the root or wherever a field returns the root type again. */
function rootStep(fetch: CompiledFetch): Step {
  const { node, path } = fetch;
  return async (run) => {
    const targets = objectsAt(run, path);
    if (targets.length === 0) return;
    const { data, errors } = await send(fetch, run, {});
    if (run.finished) return;
    if (errors)
      reportRoots({ run, path, serviceName: node.service, failed: !isObject(data) }, errors, targets);
    if (!isObject(data)) return;
    if (path.length === 0) mergeRoot(run, fetch, data);
    else for (const target of targets) fetch.merge(target, data);
    run.objectsAt.clear();
  };
}

/**
 * Merges root fields. The first response becomes the root object; another fetch may have set it in
 * the meantime, and deferred fragments hold on to it.
 */
function mergeRoot(run: Run, { merge }: CompiledFetch, data: Json): void {
  if (!run.isDeferred && isEmpty(run.data)) run.data = data;
  else merge(run.data, data);
}

function isEmpty(object: Json): boolean {
  for (const _ in object) return false;
  return true;
}
