import type { PlanNode } from '@apollo/query-planner';
import { compileFetch, type Tools } from './fetch.ts';
import { parsePath, type Way } from './paths.ts';
import type { Step } from './run.ts';

/** Where in the response a node of a plan works. */
type Path = readonly (string | number)[];

/** Compiles a query plan: what depends only on the plan is worked out here, once. */
export function compileSteps(plan: PlanNode, tools: Tools): Step {
  const ways = new Map<string, Way>();
  // Fetches for the same objects have the same way, so that these are looked for once.
  const wayTo = (path: Path): Way => {
    const key = JSON.stringify(path);
    const way = ways.get(key) ?? parsePath(path);
    ways.set(key, way);
    return way;
  };
  const compile = (node: PlanNode, path: Path): Step => {
    switch (node.kind) {
      case 'Fetch':
        return compileFetch(node, wayTo(path), tools);
      case 'Flatten':
        return compile(node.node, [...path, ...node.path]);
      case 'Sequence':
        return inSequence(node.nodes.map((each) => compile(each, path)));
      case 'Parallel':
        return inParallel(node.nodes.map((each) => compile(each, path)));
      case 'Condition': {
        const variable = tools.variableOf(node.condition);
        const branch = (clause: PlanNode | undefined) => (clause ? compile(clause, path) : nothing);
        const [yes, no] = [branch(node.ifClause), branch(node.elseClause)];
        return (run) => (run.coerced[variable] ? yes(run) : no(run));
      }
      case 'Defer':
        throw new Error('The schema that clients see has no @defer, so no plan has it.');
    }
  };
  return compile(plan, []);
}

/** A plan without any fetch: introspection, `__typename` of the root, or everything skipped. */
export const nothing: Step = async () => {};

function inSequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) {
      if (run.over) return;
      await step(run);
    }
  };
}

function inParallel(steps: readonly Step[]): Step {
  return async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
}
