import type { SelectionNode, SelectionSetNode } from 'graphql';
import { Group, type Site } from '../fetches/groups.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { Hop } from '../supergraph/routes.ts';
import type { SubgraphModel } from '../supergraph/subgraphs.ts';
import type { Needed, Position } from './position.ts';

/** Selects fields at a position; returns what nobody answers. */
export type Resolve = (
  at: Position,
  nodes: readonly SelectionNode[],
  needed: Needed,
) => readonly SelectionNode[];

/** What the last fetch of a way is needed for. */
export interface Purpose {
  /** What a field there requires, and the fetches that bring it. */
  readonly required: SelectionSetNode | null;
  readonly suppliers: Needed;
  /** Whether the fetch must be a new one, because its variables depend on the place of each entity. */
  readonly alone: boolean;
}

/** Goes from one subgraph to another, and keeps the fetches that this takes. */
export class Jumps {
  /** The fetches, in the order in which they were found to be needed. */
  readonly groups: Group[] = [];
  readonly #federation: Federation;
  readonly #resolve: Resolve;
  /** The jumps whose keys are being resolved. */
  readonly #underWay = new Set<string>();

  constructor(federation: Federation, resolve: Resolve) {
    this.#federation = federation;
    this.#resolve = resolve;
  }

  isUnderWay(at: Position, type: string, to: SubgraphModel): boolean {
    return this.#underWay.has(nameOf(at, type, to));
  }

  /** Goes all of a way; returns the position there, and the one before the last hop. */
  follow(
    at: Position,
    hops: readonly Hop[],
    purpose: Purpose,
  ): { readonly before: Position; readonly there: Position } {
    let [before, there] = [at, at];
    for (const [index, hop] of hops.entries()) {
      before = there;
      there = this.#jump(before, hop, index === hops.length - 1 ? purpose : null);
    }
    return { before, there };
  }

  /** The root, which every subgraph has without a key. */
  root(at: Position, subgraph: SubgraphModel): Position {
    let group = at.site.groups.find((each) => each.subgraph === subgraph && !each.ofEntities);
    if (!group || at.group.dependsOn(group)) group = this.#newGroup(subgraph, at.site, false);
    group.after.add(at.group);
    if (at.selection.isEmpty) at.selection.typename();
    return { ...at, group, selection: group.selection, provided: [] };
  }

  /** Asks another subgraph, or the same once more, for objects by a key. */
  #jump(at: Position, { subgraph, as, key }: Hop, purpose: Purpose | null): Position {
    const { type } = at;
    const keyFields = this.#federation.keyed(type, key.fields);
    const before = [
      ...new Set([at.group, ...this.#bring(at, subgraph, keyFields), ...(purpose?.suppliers ?? [])]),
    ];
    let group = at.site.groups.find(
      (each) =>
        !purpose?.alone &&
        each.ofEntities &&
        each.subgraph === subgraph &&
        each.accepts(type, key.text, purpose?.required ?? null) &&
        (each.typenames.get(type) ?? type) === as &&
        each.contexts.length === 0 &&
        !before.some((one) => one.dependsOn(each)),
    );
    group ??= this.#newGroup(subgraph, at.site, true);
    for (const one of before) group.after.add(one);
    group.requireKey(type, key.text, keyFields);
    if (subgraph.types.get(as)!.interfaceObject) group.typenames.set(type, as);
    return { ...at, group, selection: group.selection.on(as), type: as, provided: [] };
  }

  /** Selects the fields of a key; returns the fetches that bring them. */
  #bring(at: Position, to: SubgraphModel, { selections }: SelectionSetNode): Needed {
    const needed: Needed = new Set();
    const name = nameOf(at, at.type, to);
    this.#underWay.add(name);
    const missing = this.#resolve(at, selections, needed);
    this.#underWay.delete(name);
    if (missing.length > 0)
      throw new Error(`A key of ${at.type} cannot be fetched for the subgraph ${to.name}.`);
    at.selection.typename();
    return needed;
  }

  #newGroup(subgraph: SubgraphModel, site: Site, ofEntities: boolean): Group {
    const group = new Group(subgraph, site, ofEntities);
    this.groups.push(group);
    return group;
  }
}

function nameOf({ site }: Position, type: string, { name }: SubgraphModel): string {
  return [site.path.join('.'), type, name].join();
}
