import { type FieldNode, type InlineFragmentNode, Kind, type SelectionNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';
import type { SubgraphField } from '../supergraph/subgraph-model.ts';
import { type Candidate, chooseSubgraph, type RemoteSelection } from './candidates.ts';
import { withContextualArguments } from './contextual-arguments.ts';
import type { Fragments } from './fragments.ts';
import { type Dependencies, fragmentOn, narrow, type Position } from './position.ts';
import type { Traversal } from './traversal.ts';

/** What the resolver does with selections where a fetch has arrived. */
interface LocalSelections {
  /** Selects fields at a position; returns those that no subgraph resolves from there. */
  resolve(at: Position, nodes: readonly SelectionNode[], dependencies: Dependencies): SelectionNode[];
  /** Selects a field of the position's own subgraph; returns what is unresolved of it. */
  addField(at: Position, node: FieldNode, field: SubgraphField, dependencies: Dependencies): FieldNode | null;
}

/** Fetches selections of other subgraphs than that of their position. */
export class RemoteSelections {
  readonly #federation: Federation;
  readonly #fragments: Fragments;
  readonly #traversal: Traversal;
  readonly #local: LocalSelections;

  constructor(federation: Federation, fragments: Fragments, traversal: Traversal, local: LocalSelections) {
    this.#federation = federation;
    this.#fragments = fragments;
    this.#traversal = traversal;
    this.#local = local;
  }

  /**
   * Fetches remote selections, greedily from few subgraphs; returns the selections that none
   * resolves.
   */
  resolve(at: Position, remotes: RemoteSelection[], dependencies: Dependencies): SelectionNode[] {
    const left: SelectionNode[] = [];
    const open = [...remotes];
    while (open.length > 0) {
      const { type } = open[0]!;
      const mine = open.filter((remote) => remote.type === type);
      const choice = chooseSubgraph(this.#federation, this.#fragments, at, mine, (...hop) =>
        this.#traversal.isResolvingKey(...hop),
      );
      if (!choice) {
        for (const { node, interfaceField } of mine) {
          if (!interfaceField) left.push(type === at.type ? node : fragmentOn(type, [node]));
          else if (!left.includes(interfaceField)) left.push(interfaceField);
        }
        open.splice(0, open.length, ...open.filter((remote) => remote.type !== type));
        continue;
      }
      for (const [remote, candidate] of choice) {
        open.splice(open.indexOf(remote), 1);
        const rest = this.#fetchFrom(
          narrow(this.#federation, at, type),
          remote.node,
          candidate,
          dependencies,
        );
        const tried = new Set([...remote.tried, candidate.subgraph]);
        for (const node of rest) open.push({ ...remote, node, tried });
      }
    }
    return left;
  }

  /** Fetches one selection from a subgraph; returns its unresolved part. */
  #fetchFrom(
    from: Position,
    node: FieldNode | InlineFragmentNode,
    { hops, as, subgraph, field }: Candidate,
    dependencies: Dependencies,
  ): (FieldNode | InlineFragmentNode)[] {
    // Keys and requirements are fetched with the objects.
    const at = { ...from, isDeferred: false };
    const asked = field && node.kind === Kind.FIELD ? { field, node } : null;
    if (asked && this.#federation.isRoot(at.type)) {
      const left = this.#local.addField(
        this.#traversal.root(at, subgraph),
        asked.node,
        asked.field,
        dependencies,
      );
      return left ? [left] : [];
    }
    const required = field?.requires ? this.#federation.withResponseKeys(as, field.requires) : null;
    const suppliers: Dependencies = new Set();
    if (required && this.#local.resolve(at, required.selections, suppliers).length > 0) return [node];
    const alone = (field?.contexts.length ?? 0) > 0;
    const { before, there } = this.#traversal.follow(at, hops, { required, suppliers, alone });
    if (!asked) {
      dependencies.add(there.group);
      there.selection.typename();
      return this.#local.resolve(there, [node], dependencies) as (FieldNode | InlineFragmentNode)[];
    }
    if (required) {
      const key = (asked.node.alias ?? asked.node.name).value;
      there.group.requireFor(before.type, key, required);
    }
    const complete = alone ? this.#withContextualArguments(at, there, asked.node, asked.field) : asked.node;
    if (!complete) return [node];
    const left = this.#local.addField(there, complete, asked.field, dependencies);
    return left ? [left] : [];
  }

  #withContextualArguments(
    at: Position,
    there: Position,
    node: FieldNode,
    field: SubgraphField,
  ): FieldNode | null {
    return withContextualArguments(this.#federation, at, there, node, field, (ancestor, set) => {
      const suppliers: Dependencies = new Set();
      const left = this.#local.resolve({ ...ancestor, isDeferred: false }, set.selections, suppliers);
      for (const group of suppliers) there.group.after.add(group);
      return left.length === 0;
    });
  }
}
