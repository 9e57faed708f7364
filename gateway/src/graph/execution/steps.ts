import type { PlanNode } from '@apollo/query-planner';
import { compileFetch, type Tools } from './fetch.ts';
import { parsePath } from './paths.ts';
import type { Step } from './run.ts';

/** Compiles a query plan: what depends only on the plan is worked out here, once. */
export function compileSteps(node: PlanNode, tools: Tools, path: readonly (string | number)[] = []): Step {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, parsePath(path), tools);
    case 'Flatten':
      return compileSteps(node.node, tools, [...path, ...node.path]);
    case 'Sequence':
      return inSequence(node.nodes.map((each) => compileSteps(each, tools, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((each) => compileSteps(each, tools, path)));
    case 'Condition': {
      const variable = tools.variableOf(node.condition);
      const yes = node.ifClause ? compileSteps(node.ifClause, tools, path) : nothing;
      const no = node.elseClause ? compileSteps(node.elseClause, tools, path) : nothing;
      return (run) => (run.coerced[variable] ? yes(run) : no(run));
    }
    case 'Defer':
      throw new Error('The schema that clients see has no @defer, so no plan has it.');
  }
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
