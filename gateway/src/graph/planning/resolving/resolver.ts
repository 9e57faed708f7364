import { type FieldNode, getNamedType, type InlineFragmentNode, Kind, type SelectionNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';
import { isResolved, type SubgraphField, type SubgraphModel } from '../supergraph/subgraphs.ts';
import { type Candidate, chooseSubgraph, type Remote } from './candidates.ts';
import { withContexts } from './contexts.ts';
import type { Fragments } from './fragments.ts';
import { Jumps } from './jumps.ts';
import {
  alternativesFor,
  fragmentOn,
  membersAt,
  type Needed,
  narrow,
  type Position,
  providedBelow,
  sharedMembers,
  typeAt,
} from './position.ts';

const NOBODY: ReadonlySet<SubgraphModel> = new Set();

/** Distributes the selections of one operation over fetches. */
export class Resolver {
  readonly #federation: Federation;
  readonly #fragments: Fragments;
  readonly #jumps: Jumps;

  constructor(federation: Federation, fragments: Fragments) {
    this.#federation = federation;
    this.#fragments = fragments;
    this.#jumps = new Jumps(federation, (...all) => this.resolve(...all));
  }

  get groups() {
    return this.#jumps.groups;
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
    this.#fragments.spend(nodes.length);
    for (const node of nodes) {
      if (node.kind === Kind.FIELD) this.#walkField(at, node, remotes, needed);
      else {
        const { on, selections } = this.#fragments.read(node);
        this.#walkFragment(at, on, selections, remotes, needed);
      }
    }
  }

  #walkField(at: Position, node: FieldNode, remotes: Remote[], needed: Needed): void {
    const name = node.name.value;
    const { group, type } = at;
    const here = typeAt(at);
    if (name === '__schema' || name === '__type') return;
    if (name === '__typename') {
      if (here.interfaceObject) remotes.push({ type, node, tried: NOBODY });
      else at.selection.typename();
      needed.add(group);
      return;
    }
    const field = this.#localField(at, name);
    if (field) {
      const left = this.#addField(at, node, field, needed);
      if (left) remotes.push({ type, node: left, tried: new Set([group.subgraph]) });
    } else if (here.kind === 'object' || this.#isOfInterfaceObjects(type, name)) {
      remotes.push({ type, node, tried: NOBODY });
    } else {
      const parts: Remote[] = [];
      for (const member of membersAt(at)) this.#walk(this.#narrow(at, member), [node], parts, needed);
      remotes.push(...parts.map((part) => ({ whole: node, ...part })));
    }
  }

  #walkFragment(
    at: Position,
    condition: string | undefined,
    selections: readonly SelectionNode[],
    remotes: Remote[],
    needed: Needed,
  ): void {
    const { isWithin } = this.#federation;
    if (condition === undefined || isWithin(at.type, condition)) {
      this.#walk(at, selections, remotes, needed);
    } else if (typeAt(at).interfaceObject) {
      remotes.push({ type: at.type, node: fragmentOn(condition, selections), tried: NOBODY });
      needed.add(at.group);
    } else {
      for (const member of membersAt(at))
        if (isWithin(member, condition)) this.#walk(this.#narrow(at, member), selections, remotes, needed);
    }
  }

  #narrow(at: Position, type: string): Position {
    return narrow(this.#federation, at, type);
  }

  /** The field as the subgraph of a position resolves it itself; null if it does not for all the objects. */
  #localField(at: Position, name: string): SubgraphField | null {
    const here = typeAt(at);
    const field = here.fields.get(name);
    if (!field) return null;
    if (providedBelow(at.provided, name)) return field;
    const resolves = (typeName: string) => {
      const type = at.group.subgraph.types.get(typeName);
      const own = type?.fields.get(name);
      return own && !own.requires && own.contexts.length === 0 && isResolved(type!, name, own);
    };
    const everywhere = resolves(at.type) && (here.kind === 'object' || here.members.every(resolves));
    return everywhere ? field : null;
  }

  /** Selects a field in the fetch of the position; returns what is left of its selections. */
  #addField(at: Position, node: FieldNode, field: SubgraphField, needed: Needed): FieldNode | null {
    const selection = at.selection.field(node);
    needed.add(at.group);
    if (!selection || !node.selectionSet) return null;
    const key = (node.alias ?? node.name).value;
    const name = node.name.value;
    const alternatives = alternativesFor(this.#federation, at, name);
    const child: Position = {
      site: at.site.child(key),
      group: at.group,
      selection,
      type: field.type,
      provided: [...(providedBelow(at.provided, name) ?? []), ...(field.provides?.selections ?? [])],
      alternatives,
      members: sharedMembers(field.type, alternatives),
      parent: at,
    };
    if (typeAt(child).kind !== 'object' || !this.#isConcrete(at.type, name)) selection.typename();
    const left = this.resolve(child, node.selectionSet.selections, needed);
    if (selection.isEmpty && left.length > 0) at.selection.remove(key);
    else if (selection.isEmpty) selection.typename();
    return left.length > 0 ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: left } } : null;
  }

  /** Whether clients see objects of one type as the values of a field. */
  #isConcrete(type: string, name: string): boolean {
    const { schema, isObject } = this.#federation;
    const parent = schema.getType(type);
    const field = parent && 'getFields' in parent ? parent.getFields()[name] : undefined;
    return field !== undefined && isObject(getNamedType(field.type).name);
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
      const choice = chooseSubgraph(this.#federation, this.#fragments, at, mine, (...way) =>
        this.#jumps.isUnderWay(...way),
      );
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
        for (const node of rest) open.push({ ...remote, node, tried });
      }
    }
    return left;
  }

  /** Gets one selection from a subgraph; returns what is left of it. */
  #ask(
    at: Position,
    node: FieldNode | InlineFragmentNode,
    { hops, as, subgraph, field }: Candidate,
    needed: Needed,
  ): (FieldNode | InlineFragmentNode)[] {
    const asked = field && node.kind === Kind.FIELD ? { field, node } : null;
    if (asked && this.#federation.isRoot(at.type)) {
      const left = this.#addField(this.#jumps.root(at, subgraph), asked.node, asked.field, needed);
      return left ? [left] : [];
    }
    const required = field?.requires ? this.#federation.keyed(as, field.requires) : null;
    const suppliers: Needed = new Set();
    if (required && this.resolve(at, required.selections, suppliers).length > 0) return [node];
    const alone = (field?.contexts.length ?? 0) > 0;
    const { before, there } = this.#jumps.follow(at, hops, { required, suppliers, alone });
    if (!asked) {
      needed.add(there.group);
      there.selection.typename();
      return this.resolve(there, [node], needed) as (FieldNode | InlineFragmentNode)[];
    }
    if (required) {
      const key = (asked.node.alias ?? asked.node.name).value;
      there.group.requireFor(before.type, key, required);
    }
    const complete = alone ? this.#withContexts(at, there, asked.node, asked.field) : asked.node;
    if (!complete) return [node];
    const left = this.#addField(there, complete, asked.field, needed);
    return left ? [left] : [];
  }

  #withContexts(at: Position, there: Position, node: FieldNode, field: SubgraphField): FieldNode | null {
    return withContexts(this.#federation, at, there, node, field, (above, set) => {
      const suppliers: Needed = new Set();
      const left = this.resolve(above, set.selections, suppliers);
      for (const group of suppliers) there.group.after.add(group);
      return left.length === 0;
    });
  }
}
