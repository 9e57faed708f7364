import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { FetchGroup } from '../fetches/fetch-group.ts';
import type { PathNode } from '../fetches/path-node.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { Hop } from '../supergraph/routes.ts';
import { resolvesAlone, type SubgraphModel, type SubgraphType } from '../supergraph/subgraph-model.ts';
import { type Dependencies, type Position, typeAt } from './position.ts';

/** Selects fields at a position; returns the selections that no subgraph resolves. */
export type Resolve = (
  at: Position,
  nodes: readonly SelectionNode[],
  dependencies: Dependencies,
) => readonly SelectionNode[];

/** The purpose of a route's last fetch. */
export interface Purpose {
  /** The field set that a field there requires, and the fetches that provide it. */
  readonly required: SelectionSetNode | null;
  readonly suppliers: Dependencies;
  /**
   * Whether the fetch must be a separate one, because its variables depend on each entity's path.
   */
  readonly alone: boolean;
}

/** Moves from one subgraph to another, and records the fetches that this needs. */
export class Traversal {
  /** All fetches, in order of creation. */
  readonly groups: FetchGroup[] = [];
  /** The deferred fragment that is being planned; null for the first result. */
  deferred: number | null = null;
  readonly #federation: Federation;
  readonly #resolve: Resolve;
  /** The hops whose keys are being resolved. */
  readonly #resolvingKeys = new Set<string>();

  constructor(federation: Federation, resolve: Resolve) {
    this.#federation = federation;
    this.#resolve = resolve;
  }

  isResolvingKey(at: Position, type: string, to: SubgraphModel): boolean {
    return this.#resolvingKeys.has(hopId(at, type, to));
  }

  /** Follows a route; returns the position at its end, and the one before the last hop. */
  follow(
    at: Position,
    hops: readonly Hop[],
    purpose: Purpose,
  ): { readonly before: Position; readonly there: Position } {
    let [before, there] = [at, at];
    for (const [index, hop] of hops.entries()) {
      before = there;
      there = this.#hop(before, hop, index === hops.length - 1 ? purpose : null);
    }
    return { before, there };
  }

  /** Moves to the root in another subgraph, which needs no key. */
  root(at: Position, subgraph: SubgraphModel): Position {
    let group = at.pathNode.groups.find(
      (each) => each.subgraph === subgraph && !each.ofEntities && each.deferred === this.deferred,
    );
    if (!group || at.group.dependsOn(group)) group = this.#newGroup(subgraph, at.pathNode, false);
    group.after.add(at.group);
    if (at.selection.isEmpty) at.selection.typename();
    return { ...at, group, selection: group.selection, provided: [], isDeferred: false };
  }

  /**
   * Moves to a fetch of its own from the same subgraph, by a key that cannot be null; null if there
   * is no such key.
   */
  again(at: Position): Position | null {
    const { subgraph } = at.group;
    const type = typeAt(at);
    if (type.kind !== 'object' || type.interfaceObject) return null;
    const key = type.keys.find(({ fields }) => isAlwaysKnown(type, fields));
    return key ? this.#hop(at, { subgraph, as: at.type, key }, null) : null;
  }

  /** Fetches entities by a key, from another subgraph or once more from the same. */
  #hop(at: Position, { subgraph, as, key }: Hop, purpose: Purpose | null): Position {
    const { type } = at;
    const keyFields = this.#federation.withResponseKeys(type, key.fields);
    const before = [
      ...new Set([at.group, ...this.#selectKey(at, subgraph, keyFields), ...(purpose?.suppliers ?? [])]),
    ];
    let group = at.pathNode.groups.find(
      (each) =>
        !purpose?.alone &&
        each.ofEntities &&
        each.subgraph === subgraph &&
        each.deferred === this.deferred &&
        each.accepts(type, key.text, purpose?.required ?? null) &&
        (each.typenames.get(type) ?? type) === as &&
        each.contexts.length === 0 &&
        !before.some((one) => one.dependsOn(each)),
    );
    group ??= this.#newGroup(subgraph, at.pathNode, true);
    for (const one of before) group.after.add(one);
    group.requireKey(type, key.text, keyFields);
    if (subgraph.types.get(as)!.interfaceObject) group.typenames.set(type, as);
    return { ...at, group, selection: group.selection.on(as), type: as, provided: [], isDeferred: false };
  }

  /** Selects the fields of a key; returns the fetches that provide them. */
  #selectKey(at: Position, to: SubgraphModel, { selections }: SelectionSetNode): Dependencies {
    const dependencies: Dependencies = new Set();
    const name = hopId(at, at.type, to);
    this.#resolvingKeys.add(name);
    const missing = this.#resolve({ ...at, isDeferred: false }, selections, dependencies);
    this.#resolvingKeys.delete(name);
    if (missing.length > 0)
      throw new Error(`No subgraph resolves the key of ${at.type} that the subgraph ${to.name} needs.`);
    at.selection.typename();
    return dependencies;
  }

  #newGroup(subgraph: SubgraphModel, pathNode: PathNode, ofEntities: boolean): FetchGroup {
    const group = new FetchGroup(subgraph, pathNode.path, ofEntities, this.deferred);
    pathNode.groups.push(group);
    this.groups.push(group);
    return group;
  }
}

/** Whether the subgraph itself returns the fields of a key for each object, and none is null. */
function isAlwaysKnown(type: SubgraphType, { selections }: SelectionSetNode): boolean {
  return selections.every(
    (node) =>
      node.kind === Kind.FIELD &&
      !node.selectionSet &&
      resolvesAlone(type, node.name.value) &&
      type.fields.get(node.name.value)!.shape.endsWith('!'),
  );
}

function hopId({ pathNode }: Position, type: string, { name }: SubgraphModel): string {
  return [pathNode.path.join('.'), type, name].join();
}
