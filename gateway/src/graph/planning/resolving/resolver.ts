import { type FieldNode, GraphQLError, Kind, type SelectionNode } from 'graphql';
import { markOf } from '../../deferring/marked-fragments.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { SubgraphField, SubgraphModel } from '../supergraph/subgraph-model.ts';
import type { RemoteSelection } from './candidates.ts';
import type { Deferral } from './deferral.ts';
import type { Fragments } from './fragments.ts';
import { localField } from './local-field.ts';
import {
  alternativesFor,
  type Dependencies,
  fragmentOn,
  membersAt,
  narrow,
  type Position,
  sharedMembers,
  typeAt,
} from './position.ts';
import { providedBelow } from './provided.ts';
import { RemoteSelections } from './remote-selections.ts';
import { Traversal } from './traversal.ts';

const NONE: ReadonlySet<SubgraphModel> = new Set();
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Distributes the selections of one operation over fetches from subgraphs. */
export class Resolver {
  readonly #federation: Federation;
  readonly #fragments: Fragments;
  readonly #traversal: Traversal;
  readonly #deferral: Deferral;
  readonly #remote: RemoteSelections;

  constructor(federation: Federation, fragments: Fragments, deferral: Deferral) {
    this.#federation = federation;
    this.#fragments = fragments;
    this.#deferral = deferral;
    this.#traversal = new Traversal(federation, (...all) => this.resolve(...all));
    this.#remote = new RemoteSelections(federation, fragments, this.#traversal, {
      resolve: (...all) => this.resolve(...all),
      addField: (...all) => this.#addField(...all),
    });
  }

  get groups() {
    return this.#traversal.groups;
  }

  /**
   * Selects fields of the objects at a position, in its own fetch or in further ones. Adds the
   * fetches that provide them to `dependencies`, and returns the selections that no subgraph
   * resolves from here.
   */
  resolve(at: Position, nodes: readonly SelectionNode[], dependencies: Dependencies): SelectionNode[] {
    const remotes: RemoteSelection[] = [];
    this.#walk(at, nodes, remotes, dependencies);
    return this.#remote.resolve(at, remotes, dependencies);
  }

  /**
   * Selects the deferred fragments, in fetches of their own where that is possible. Records what
   * each depends on, and those that cannot be selected without what surrounds them.
   */
  resolveDeferred(): void {
    const { waiting, needs, failed } = this.#deferral;
    // Grows while it is read: fragments may contain others.
    for (const { id, at, node } of waiting) {
      this.#traversal.deferred = id;
      const dependencies = needs[id]!.add(at.group);
      try {
        const { on, selections } = this.#fragments.read(node);
        const remotes: RemoteSelection[] = [];
        const there = { ...at, isDeferred: true };
        this.#walkFragment(there, on, selections, remotes, dependencies);
        if (this.#remote.resolve(there, remotes, dependencies).length > 0) failed.add(id);
      } catch (error) {
        if (error instanceof GraphQLError) throw error;
        failed.add(id);
      }
    }
  }

  #walk(
    at: Position,
    nodes: readonly SelectionNode[],
    remotes: RemoteSelection[],
    dependencies: Dependencies,
  ): void {
    this.#fragments.countSelections(nodes.length);
    for (const node of nodes) {
      const id = markOf(node);
      if (node.kind === Kind.FIELD) this.#walkField(at, node, remotes, dependencies);
      else if (node.kind === Kind.INLINE_FRAGMENT && this.#deferral.isSeparate(id)) {
        this.#deferral.waiting.push({ id, at, node });
        // Whether the fragment applies to an object must be known before it is deferred.
        if (typeAt(at).interfaceObject) remotes.push({ type: at.type, node: TYPENAME, tried: NONE });
      } else {
        const { on, selections } = this.#fragments.read(node);
        this.#walkFragment(at, on, selections, remotes, dependencies);
      }
    }
  }

  #walkField(at: Position, asked: FieldNode, remotes: RemoteSelection[], dependencies: Dependencies): void {
    const name = asked.name.value;
    const { group, type } = at;
    const here = typeAt(at);
    if (name === '__schema' || name === '__type') return;
    const node = at.isDeferred ? this.#addToFetched(at, asked, dependencies) : asked;
    if (!node) return;
    if (name === '__typename') {
      if (here.interfaceObject) remotes.push({ type, node, tried: NONE });
      else at.selection.typename();
      dependencies.add(group);
      return;
    }
    // What is deferred is fetched by keys, which only object types have.
    const isLocal = here.kind === 'object' || !at.isDeferred;
    const field = isLocal ? localField(group.subgraph, type, at.provided, name) : null;
    if (field) {
      for (const left of this.#addLocal(at, node, field, dependencies))
        remotes.push({ type, node: left, tried: new Set([group.subgraph]) });
    } else if (here.kind === 'object' || this.#federation.isOfInterfaceObjects(type, name)) {
      remotes.push({ type, node, tried: NONE });
    } else {
      const parts: RemoteSelection[] = [];
      for (const member of membersAt(at)) this.#walk(this.#narrow(at, member), [node], parts, dependencies);
      remotes.push(...parts.map((part) => ({ interfaceField: node, ...part })));
    }
  }

  /** Selects a field of the position's own subgraph; returns what is unresolved of it. */
  #addLocal(
    at: Position,
    node: FieldNode,
    field: SubgraphField,
    dependencies: Dependencies,
  ): RemoteSelection['node'][] {
    const there = at.isDeferred && this.#deferral.fetchesAgain ? this.#traversal.again(at) : null;
    if (there) return this.resolve(there, [node], dependencies) as RemoteSelection['node'][];
    const left = this.#addField(at, node, field, dependencies);
    return left ? [left] : [];
  }

  /**
   * Selects a deferred field where it is fetched already; returns what is unresolved of it.
   */
  #addToFetched(at: Position, node: FieldNode, dependencies: Dependencies): FieldNode | null {
    let left: readonly SelectionNode[] = node.selectionSet?.selections ?? [];
    const key = (node.alias ?? node.name).value;
    for (const { of, value } of this.#deferral.selectedAt(this.#federation, at, key)) {
      dependencies.add(of.group);
      if (!value) return null;
      left = this.resolve({ ...value, isDeferred: true }, left, dependencies);
      if (left.length === 0) return null;
    }
    return node.selectionSet
      ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: left } }
      : node;
  }

  #walkFragment(
    at: Position,
    condition: string | undefined,
    selections: readonly SelectionNode[],
    remotes: RemoteSelection[],
    dependencies: Dependencies,
  ): void {
    const { isWithin } = this.#federation;
    if (condition === undefined || isWithin(at.type, condition)) {
      this.#walk(at, selections, remotes, dependencies);
    } else if (typeAt(at).interfaceObject) {
      remotes.push({ type: at.type, node: fragmentOn(condition, selections), tried: NONE });
      dependencies.add(at.group);
    } else {
      for (const member of membersAt(at))
        if (isWithin(member, condition))
          this.#walk(this.#narrow(at, member), selections, remotes, dependencies);
    }
  }

  #narrow(at: Position, type: string): Position {
    return narrow(this.#federation, at, type);
  }

  /**
   * Selects a field in the fetch of the position; returns the field with its unresolved selections.
   */
  #addField(
    at: Position,
    node: FieldNode,
    field: SubgraphField,
    dependencies: Dependencies,
  ): FieldNode | null {
    const selection = at.selection.field(node);
    dependencies.add(at.group);
    const key = (node.alias ?? node.name).value;
    if (!selection || !node.selectionSet) {
      this.#deferral.selected(key, { of: at, value: null });
      return null;
    }
    const name = node.name.value;
    const alternatives = alternativesFor(this.#federation, at, name);
    const child: Position = {
      pathNode: at.pathNode.child(key),
      group: at.group,
      selection,
      type: field.type,
      supergraphType: field.type,
      provided: [...(providedBelow(at.provided, name) ?? []), ...(field.provides?.selections ?? [])],
      alternatives,
      members: sharedMembers(field.type, alternatives),
      parent: at,
      isDeferred: at.isDeferred,
    };
    if (typeAt(child).kind !== 'object' || !this.#federation.returnsObject(at.type, name))
      selection.typename();
    const { waiting, failed } = this.#deferral;
    const before = waiting.length;
    const left = this.resolve(child, node.selectionSet.selections, dependencies);
    if (selection.isEmpty && left.length > 0) {
      at.selection.remove(key);
      for (const { id } of waiting.splice(before)) failed.add(id);
    } else {
      if (selection.isEmpty) selection.typename();
      this.#deferral.selected(key, { of: at, value: child });
    }
    return left.length > 0 ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: left } } : null;
  }
}
