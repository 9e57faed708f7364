import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { withContexts } from './contexts.ts';
import { type Federation, type Hop, isResolved } from './federation.ts';
import { Group, Site } from './groups.ts';
import { Selection } from './selection.ts';
import type { SubgraphField, SubgraphModel, SubgraphType } from './subgraphs.ts';

/** Objects of the response, as one fetch brings them. */
export interface Position {
  readonly site: Site;
  readonly group: Group;
  /** Where fields of these objects are selected in the fetch. */
  readonly selection: Selection;
  /** Their type in the subgraph of the fetch. */
  readonly type: string;
  /** Fields that the subgraph has for these objects beyond those that it resolves (`@provides`). */
  readonly provided: readonly SelectionNode[];
  /** The subgraphs that could bring them as well, on the same path. */
  readonly alternatives: readonly SubgraphModel[];
  /** The types that they may have, where not all those of their union; null for these. */
  readonly members: readonly string[] | null;
  /** The position of the object that has these as a field's value; null at the root. */
  readonly parent: Position | null;
}

/** Selections of objects of one type that their subgraph does not answer; `tried` did not answer all of it either. */
interface Remote {
  readonly type: string;
  readonly node: FieldNode | InlineFragmentNode;
  readonly tried: ReadonlySet<SubgraphModel>;
  /** The field of an interface that this is for one of the types: it is answered for all of them, or for none. */
  readonly whole?: FieldNode;
}

/** A subgraph that can answer a remote selection, and the way there. */
interface Candidate {
  readonly hops: readonly Hop[];
  readonly as: string;
  readonly subgraph: SubgraphModel;
  /** The field there; null for what only tells the type of an object. */
  readonly field: SubgraphField | null;
}

/** Collects the fetches that a selection needs. */
export type Needed = Set<Group>;

const NOBODY: ReadonlySet<SubgraphModel> = new Set();

/**
 * How many selections one operation may have once its fragments are applied to every type that they may hold for; some
 * hundred milliseconds of planning.
 */
const MOST_SELECTIONS = 100_000;

/** Distributes the selections of one operation over fetches. */
export class Resolver {
  /** The fetches, in the order in which they were found to be needed. */
  readonly groups: Group[] = [];
  readonly #federation: Federation;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Selections that were looked at, as often as they were. */
  #selections = 0;
  /** The jumps whose keys are being resolved, which no field of these keys can be fetched by. */
  readonly #jumps = new Set<string>();
  /** The last step of a mutation: where another field of the same subgraph can be added. */
  #last: { readonly at: Position; readonly subgraph: SubgraphModel } | null = null;

  constructor(federation: Federation, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#federation = federation;
    this.#fragments = fragments;
  }

  /** The fields of a root type, in the order in which they are executed. */
  rootFields(root: string, nodes: readonly SelectionNode[]): FieldNode[] {
    return nodes.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      const { selectionSet } =
        node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)!;
      return this.rootFields(root, selectionSet.selections);
    });
  }

  /** Selects fields of a root type, after everything that was selected by earlier calls. */
  resolveRoot(root: string, nodes: readonly SelectionNode[]): SelectionNode[] {
    const [only] = nodes;
    if (this.#last && nodes.length === 1 && only?.kind === Kind.FIELD) {
      const { at, subgraph } = this.#last;
      // Consecutive fields of one subgraph are one operation, which executes them in order.
      if (this.#rootCandidate(root, only.name.value) === subgraph) return this.resolve(at, nodes, new Set());
    }
    const type: SubgraphType = {
      name: root,
      kind: 'object',
      interfaceObject: false,
      keys: [],
      keyFields: new Set(),
      fields: new Map(),
      members: [],
    };
    const origin = new Group({ name: '', types: new Map([[root, type]]) }, new Site(), false);
    for (const group of this.groups) origin.after.add(group);
    const at: Position = {
      site: origin.site,
      group: origin,
      selection: new Selection(),
      type: root,
      provided: [],
      alternatives: this.#federation.subgraphs,
      members: null,
      parent: null,
    };
    const left = this.resolve(at, nodes, new Set());
    const subgraph = only?.kind === Kind.FIELD ? this.#rootCandidate(root, only.name.value) : undefined;
    this.#last = subgraph ? { at, subgraph } : null;
    return left;
  }

  #rootCandidate(root: string, name: string): SubgraphModel | undefined {
    return this.#federation.subgraphs.find(
      ({ types }) => types.get(root)?.fields.get(name)?.external === false,
    );
  }

  /**
   * Selects what is asked for of the objects at a position, here or in further fetches. Returns what no subgraph can
   * answer from here, and adds the fetches that bring the rest to `needed`.
   */
  resolve(at: Position, nodes: readonly SelectionNode[], needed: Needed): SelectionNode[] {
    const remotes: Remote[] = [];
    this.#walk(at, nodes, remotes, needed);
    return this.#resolveRemotes(at, remotes, needed);
  }

  #walk(at: Position, nodes: readonly SelectionNode[], remotes: Remote[], needed: Needed): void {
    this.#spend(nodes.length);
    for (const node of nodes) {
      if (node.kind === Kind.FIELD) this.#walkField(at, node, remotes, needed);
      else if (node.kind === Kind.INLINE_FRAGMENT)
        this.#walkFragment(at, node.typeCondition?.name.value, node.selectionSet, remotes, needed);
      else {
        const { typeCondition, selectionSet } = this.#fragments.get(node.name.value)!;
        this.#walkFragment(at, typeCondition.name.value, selectionSet, remotes, needed);
      }
    }
  }

  #walkField(at: Position, node: FieldNode, remotes: Remote[], needed: Needed): void {
    const name = node.name.value;
    const { group, type } = at;
    const here = this.#typeAt(at);
    if (name === '__schema' || name === '__type') return;
    if (name === '__typename') {
      if (here.interfaceObject) remotes.push({ type, node, tried: NOBODY });
      else at.selection.typename();
      needed.add(group);
      return;
    }
    const field = here.kind === 'union' ? null : this.#localField(at, here, name);
    if (field) {
      const left = this.#addField(at, node, field, needed);
      if (left) remotes.push({ type, node: left, tried: new Set([group.subgraph]) });
    } else if (here.kind === 'object' || this.#isOfInterfaceObjects(type, name)) {
      remotes.push({ type, node, tried: NOBODY });
    } else {
      const parts: Remote[] = [];
      for (const member of this.#membersAt(at)) this.#walk(this.#narrow(at, member), [node], parts, needed);
      remotes.push(...parts.map((part) => ({ whole: node, ...part })));
    }
  }

  #walkFragment(
    at: Position,
    condition: string | undefined,
    { selections }: SelectionSetNode,
    remotes: Remote[],
    needed: Needed,
  ): void {
    const { isWithin } = this.#federation;
    const here = this.#typeAt(at);
    if (condition === undefined || isWithin(at.type, condition)) {
      this.#walk(at, selections, remotes, needed);
    } else if (here.interfaceObject) {
      remotes.push({ type: at.type, node: fragmentOn(condition, selections), tried: NOBODY });
      needed.add(at.group);
    } else {
      for (const member of this.#membersAt(at))
        if (isWithin(member, condition)) this.#walk(this.#narrow(at, member), selections, remotes, needed);
    }
  }

  /** The same objects, as far as they have a type. */
  #narrow(at: Position, type: string): Position {
    if (at.type === type) return at;
    at.selection.typename();
    return {
      ...at,
      type,
      selection: at.selection.on(type),
      provided: this.#providedOn(at.provided, type),
      members: null,
    };
  }

  #membersAt(at: Position): readonly string[] {
    return at.members ?? this.#typeAt(at).members;
  }

  #typeAt({ group, type }: Position): SubgraphType {
    return group.subgraph.types.get(type)!;
  }

  /** The field as the subgraph of a position resolves it itself; null if it does not for all the objects. */
  #localField(at: Position, here: SubgraphType, name: string): SubgraphField | null {
    const field = here.fields.get(name);
    if (!field) return null;
    if (this.#isProvided(at.provided, name)) return field;
    if (field.requires || field.contexts.length > 0 || !isResolved(here, name, field)) return null;
    if (here.kind === 'object') return field;
    const { types } = at.group.subgraph;
    const everywhere = here.members.every((member) => {
      const type = types.get(member);
      const own = type?.fields.get(name);
      return own && !own.requires && own.contexts.length === 0 && isResolved(type!, name, own);
    });
    return everywhere ? field : null;
  }

  /** Selects a field in the fetch of the position; returns what is left of its selections. */
  #addField(at: Position, node: FieldNode, field: SubgraphField, needed: Needed): FieldNode | null {
    const selection = at.selection.field(node);
    needed.add(at.group);
    if (!selection || !node.selectionSet) return null;
    const key = (node.alias ?? node.name).value;
    const { subgraph } = at.group;
    const provided = at.provided.flatMap((each) =>
      each.kind === Kind.FIELD && each.name.value === node.name.value
        ? (each.selectionSet?.selections ?? [])
        : [],
    );
    const alternatives = this.#alternatives(at, node.name.value);
    const child: Position = {
      site: at.site.child(key),
      group: at.group,
      selection,
      type: field.type,
      provided: [...provided, ...(field.provides?.selections ?? [])],
      alternatives,
      members: sharedMembers(field.type, alternatives),
      parent: at,
    };
    if (subgraph.types.get(field.type)!.kind !== 'object' || !this.#isConcrete(at.type, node))
      selection.typename();
    const left = this.resolve(child, node.selectionSet.selections, needed);
    if (selection.isEmpty && left.length > 0) at.selection.remove(key);
    else if (selection.isEmpty) selection.typename();
    return left.length > 0 ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: left } } : null;
  }

  /** The subgraphs that could be asked for a field of the objects at a position, by a key or on the same path. */
  #alternatives(at: Position, name: string): SubgraphModel[] {
    return this.#federation.subgraphs.filter((subgraph) => {
      const type = subgraph.types.get(at.type);
      const field = type?.fields.get(name);
      return field && !field.external && (type!.keys.length > 0 || at.alternatives.includes(subgraph));
    });
  }

  /** Whether clients see objects of one type as the values of a field. */
  #isConcrete(type: string, node: FieldNode): boolean {
    const { schema, isObject } = this.#federation;
    const parent = schema.getType(type);
    const field = parent && 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    return field !== undefined && isObject(String(field.type).replace(/[[\]!]/g, ''));
  }

  #isProvided(provided: readonly SelectionNode[], name: string): boolean {
    return provided.some((node) => node.kind === Kind.FIELD && node.name.value === name);
  }

  #providedOn(provided: readonly SelectionNode[], type: string): readonly SelectionNode[] {
    return provided.flatMap((node) => {
      if (node.kind !== Kind.INLINE_FRAGMENT) return [node];
      const condition = node.typeCondition?.name.value;
      return condition === undefined || this.#federation.isWithin(type, condition)
        ? node.selectionSet.selections
        : [];
    });
  }

  /** Whether a field of an interface comes from subgraphs that know its objects by the interface only. */
  #isOfInterfaceObjects(type: string, name: string): boolean {
    return this.#federation.subgraphs.some(({ types }) => {
      const there = types.get(type);
      return there?.interfaceObject && there.fields.get(name)?.external === false;
    });
  }

  /** Gets remote selections from as few further subgraphs as is easily seen; returns what nobody answers. */
  #resolveRemotes(at: Position, remotes: Remote[], needed: Needed): SelectionNode[] {
    const left: SelectionNode[] = [];
    const open = [...remotes];
    while (open.length > 0) {
      const { type } = open[0]!;
      const mine = open.filter((remote) => remote.type === type);
      const choice = this.#choose(at, type, mine);
      if (!choice) {
        for (const { node, whole } of mine) {
          if (!whole) left.push(type === at.type ? node : fragmentOn(type, [node]));
          else if (!left.includes(whole)) left.push(whole);
        }
        open.splice(0, open.length, ...open.filter((remote) => remote.type !== type));
        continue;
      }
      for (const [remote, candidate] of choice) {
        open.splice(open.indexOf(remote), 1);
        const rest = this.#ask(this.#narrow(at, type), remote.node, candidate, needed);
        const tried = new Set([...remote.tried, candidate.subgraph]);
        const { whole } = remote;
        for (const node of rest) open.push({ type, node, tried, ...(whole ? { whole } : {}) });
      }
    }
    return left;
  }

  /** The subgraph that answers most of the selections, with the nearest first; null if none answers any. */
  #choose(at: Position, type: string, remotes: readonly Remote[]): Map<Remote, Candidate> | null {
    let best: Map<Remote, Candidate> | null = null;
    let [distance, score] = [Number.POSITIVE_INFINITY, -1];
    for (const subgraph of this.#federation.subgraphs) {
      const found = new Map<Remote, Candidate>();
      for (const remote of remotes) {
        if (remote.tried.has(subgraph)) continue;
        const candidate = this.#candidate(at, type, remote.node, subgraph);
        if (candidate) found.set(remote, candidate);
      }
      if (found.size === 0) continue;
      const hops = Math.max(...[...found.values()].map((candidate) => candidate.hops.length));
      const more = found.size - (best?.size ?? 0);
      if (more < 0 || (more === 0 && hops > distance)) continue;
      const own = [...found].reduce(
        (sum, [{ node }, { field }]) => sum + this.#scoreOf(subgraph, field, node),
        0,
      );
      if (more === 0 && hops === distance && own <= score) continue;
      [best, distance, score] = [found, hops, own];
    }
    return best;
  }

  /** How much of what is selected below a field its subgraph answers without further fetches. */
  #scoreOf(subgraph: SubgraphModel, field: SubgraphField | null, node: SelectionNode): number {
    if (!field || node.kind !== Kind.FIELD || !node.selectionSet) return 0;
    return this.#count(subgraph, field.type, node.selectionSet.selections, field.provides?.selections ?? []);
  }

  #count(
    subgraph: SubgraphModel,
    typeName: string,
    nodes: readonly SelectionNode[],
    provided: readonly SelectionNode[],
  ): number {
    const type = subgraph.types.get(typeName);
    if (!type) return 0;
    this.#spend(nodes.length);
    let count = 0;
    for (const node of nodes) {
      if (node.kind !== Kind.FIELD) {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)!;
        const on = fragment.typeCondition?.name.value ?? typeName;
        count += this.#count(subgraph, on, fragment.selectionSet.selections, this.#providedOn(provided, on));
        continue;
      }
      const name = node.name.value;
      const field = type.fields.get(name);
      const given = provided.find((each) => each.kind === Kind.FIELD && each.name.value === name) as
        | FieldNode
        | undefined;
      if (!field || (!given && (field.requires || !isResolved(type, name, field)))) continue;
      const inner = [...(given?.selectionSet?.selections ?? []), ...(field.provides?.selections ?? [])];
      count +=
        1 + (node.selectionSet ? this.#count(subgraph, field.type, node.selectionSet.selections, inner) : 0);
    }
    return count;
  }

  #spend(selections: number): void {
    this.#selections += selections;
    if (this.#selections <= MOST_SELECTIONS) return;
    throw new GraphQLError(
      'The operation is too large to be planned: it has too many fragments of too many types.',
      { extensions: { code: 'OPERATION_TOO_LARGE' } },
    );
  }

  #candidate(
    at: Position,
    type: string,
    node: FieldNode | InlineFragmentNode,
    subgraph: SubgraphModel,
  ): Candidate | null {
    const { interfacesOf, isRoot, route } = this.#federation;
    const own = at.group.subgraph;
    const known = subgraph.types.get(type);
    if (this.#jumps.has([at.site.path.join('.'), type, subgraph.name].join())) return null;
    // Which type an object has is known where the interface is one.
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') {
      if (known?.kind !== 'interface') return null;
      const hops = route(own, type, subgraph, type);
      return hops && { hops, as: type, subgraph, field: null };
    }
    const name = node.name.value;
    for (const as of [type, ...interfacesOf(type)]) {
      const there = subgraph.types.get(as);
      if (!there || (as !== type && !there.interfaceObject)) continue;
      const field = there.fields.get(name);
      if (!field || !isResolved(there, name, field)) continue;
      if (subgraph === own && as === at.type && !field.requires && field.contexts.length === 0) continue;
      if (isRoot(type)) return { hops: [], as, subgraph, field };
      const hops = route(own, type, subgraph, as);
      if (hops) return { hops, as, subgraph, field };
    }
    // An interface that does not have the field for all its objects by itself is asked for each of them.
    if (known?.kind === 'interface' && subgraph !== own && this.#typeAt(at).interfaceObject) {
      const hops = route(own, type, subgraph, type);
      return hops && { hops, as: type, subgraph, field: null };
    }
    return null;
  }

  /** Gets one selection from a subgraph; returns what is left of it. */
  #ask(
    at: Position,
    node: FieldNode | InlineFragmentNode,
    { hops, as, subgraph, field }: Candidate,
    needed: Needed,
  ): (FieldNode | InlineFragmentNode)[] {
    if (field && node.kind === Kind.FIELD && this.#federation.isRoot(at.type))
      return this.#askRoot(at, node, subgraph, field, needed);
    const required = field?.requires ? this.#federation.keyed(as, field.requires) : null;
    const suppliers: Needed = new Set();
    if (required && this.resolve(at, required.selections, suppliers).length > 0) return [node];
    let position = at;
    let lastType = at.type;
    for (const [index, hop] of hops.entries()) {
      const last = index === hops.length - 1;
      lastType = position.type;
      const alone = last && (field?.contexts.length ?? 0) > 0;
      position = this.#jump(position, hop, last ? required : null, last ? suppliers : null, alone);
    }
    if (field && node.kind === Kind.FIELD) {
      if (required) position.group.requireFor(lastType, (node.alias ?? node.name).value, required);
      const asked = field.contexts.length > 0 ? this.#withContexts(at, position, node, field) : node;
      if (!asked) return [node];
      const left = this.#addField(position, asked, field, needed);
      return left ? [left] : [];
    }
    needed.add(position.group);
    position.selection.typename();
    return this.resolve(position, [node], needed) as (FieldNode | InlineFragmentNode)[];
  }

  #withContexts(at: Position, position: Position, node: FieldNode, field: SubgraphField): FieldNode | null {
    return withContexts(this.#federation, at, position, node, field, (above, set) => {
      const suppliers: Needed = new Set();
      const left = this.resolve(above, set.selections, suppliers);
      for (const group of suppliers) position.group.after.add(group);
      return left.length === 0;
    });
  }

  #newGroup(subgraph: SubgraphModel, site: Site, ofEntities: boolean): Group {
    const group = new Group(subgraph, site, ofEntities);
    this.groups.push(group);
    return group;
  }

  /** The root of a query may be the value of a field; each subgraph has it without a key. */
  #askRoot(
    at: Position,
    node: FieldNode,
    subgraph: SubgraphModel,
    field: SubgraphField,
    needed: Needed,
  ): FieldNode[] {
    let group = at.site.groups.find((each) => each.subgraph === subgraph && !each.ofEntities);
    if (!group || at.group.dependsOn(group)) group = this.#newGroup(subgraph, at.site, false);
    group.after.add(at.group);
    if (at.selection.isEmpty) at.selection.typename();
    const position: Position = { ...at, group, selection: group.selection, provided: [] };
    const left = this.#addField(position, node, field, needed);
    return left ? [left] : [];
  }

  /** Asks another subgraph, or the same once more, for objects by a key. */
  #jump(
    at: Position,
    { subgraph, as, key }: Hop,
    required: SelectionSetNode | null,
    suppliers: Needed | null,
    alone: boolean,
  ): Position {
    const { type } = at;
    const fields = this.#federation.keyed(type, key.fields);
    const bringKey: Needed = new Set();
    const jump = [at.site.path.join('.'), type, subgraph.name].join();
    this.#jumps.add(jump);
    const missing = this.resolve(at, fields.selections, bringKey);
    this.#jumps.delete(jump);
    if (missing.length > 0) throw new Error(`The key "${key.text}" of ${type} cannot be fetched.`);
    at.selection.typename();
    const before = [...new Set([at.group, ...bringKey, ...(suppliers ?? [])])];
    let group = at.site.groups.find(
      (each) =>
        !alone &&
        each.ofEntities &&
        each.subgraph === subgraph &&
        each.accepts(type, key.text, required) &&
        (each.typenames.get(type) ?? type) === as &&
        each.contexts.length === 0 &&
        !before.some((one) => one.dependsOn(each)),
    );
    group ??= this.#newGroup(subgraph, at.site, true);
    for (const one of before) group.after.add(one);
    group.requireKey(type, key.text, fields);
    if (subgraph.types.get(as)!.interfaceObject) group.typenames.set(type, as);
    return { ...at, group, selection: group.selection.on(as), type: as, provided: [] };
  }
}

/**
 * The types of a union that all subgraphs know which could return it: as any of them may be asked, none may return a
 * type that another does not have. Null if it is no union, or only one could.
 */
function sharedMembers(type: string, alternatives: readonly SubgraphModel[]): readonly string[] | null {
  const unions = alternatives.flatMap(({ types }) => {
    const union = types.get(type);
    return union?.kind === 'union' ? [union.members] : [];
  });
  const [first, ...others] = unions;
  if (!first || others.length === 0) return null;
  return first.filter((member) => others.every((members) => members.includes(member)));
}

function fragmentOn(type: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
