import type { PlanNode } from '@apollo/query-planner';
import { deedOf } from './alike.ts';
import { compileFetch, type Tools } from './fetch.ts';
import { parsePath } from './paths.ts';
import type { Step } from './run.ts';

/** A node of a plan, and where in the response it works. */
interface Placed<Node extends PlanNode = PlanNode> {
  readonly node: Node;
  readonly path: readonly (string | number)[];
}

/** Nodes that do the same at different places, and so are compiled to one step. */
type Alike<Node extends PlanNode = PlanNode> = readonly Placed<Node>[];

/** Compiles a query plan: what depends only on the plan is worked out here, once. */
export function compileSteps(node: PlanNode, tools: Tools): Step {
  return compileAlike([{ node, path: [] }], tools);
}

function compileAlike(alike: Alike, tools: Tools): Step {
  const { node } = alike[0]!;
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(
        node,
        alike.map(({ path }) => parsePath(path)),
        tools,
      );
    case 'Flatten':
      return compileAlike(
        (alike as Alike<typeof node>).map(({ node, path }) => ({
          node: node.node,
          path: [...path, ...node.path],
        })),
        tools,
      );
    case 'Sequence':
      return inSequence(childrenOf(alike as Alike<typeof node>).map((each) => compileAlike(each, tools)));
    case 'Parallel':
      return inParallel(
        together(childrenOf(alike as Alike<typeof node>)).map((each) => compileAlike(each, tools)),
      );
    case 'Condition': {
      const variable = tools.variableOf(node.condition);
      const branch = (name: 'ifClause' | 'elseClause') => {
        const nodes = (alike as Alike<typeof node>).map(({ node, path }) => ({ node: node[name], path }));
        return nodes[0]!.node ? compileAlike(nodes as Alike, tools) : nothing;
      };
      const [yes, no] = [branch('ifClause'), branch('elseClause')];
      return (run) => (run.coerced[variable] ? yes(run) : no(run));
    }
    case 'Defer':
      throw new Error('The schema that clients see has no @defer, so no plan has it.');
  }
}

/** The children of nodes that are alike, those of one position together. */
function childrenOf(alike: readonly Placed<PlanNode & { nodes: readonly PlanNode[] }>[]): Alike[] {
  return alike[0]!.node.nodes.map((_, position) =>
    alike.map(({ node, path }) => ({ node: node.nodes[position]!, path })),
  );
}

/** Of what is done at the same time, those together that do the same: one exchange asks for all their entities, each once. */
function together(siblings: readonly Alike[]): Alike[] {
  const byDeed = new Map<unknown, Placed[]>();
  for (const alike of siblings) {
    const deed = deedOf(alike[0]!.node) ?? alike;
    byDeed.set(deed, [...(byDeed.get(deed) ?? []), ...alike]);
  }
  return [...byDeed.values()];
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
