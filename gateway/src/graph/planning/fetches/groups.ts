import { Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { ContextVariable, RequiredFragment, RequiredNode } from '../plan.ts';
import type { SubgraphModel } from '../supergraph/subgraphs.ts';
import { Selection } from './selection.ts';

/** A place in the response: a path of response keys, without the positions in lists. */
export class Site {
  readonly path: readonly string[];
  /** The fetches that complete the objects here. */
  readonly groups: Group[] = [];
  readonly #children = new Map<string, Site>();

  constructor(path: readonly string[] = []) {
    this.path = path;
  }

  child(key: string): Site {
    let child = this.#children.get(key);
    if (!child) {
      child = new Site([...this.path, key]);
      this.#children.set(key, child);
    }
    return child;
  }
}

/** What a group needs to know of the objects of one type to ask for them. */
interface Requirement {
  readonly key: string;
  readonly keyFields: SelectionSetNode;
  /** What fields require, with their response keys, by the text of the selection. */
  readonly parts: Map<string, { readonly set: SelectionSetNode; readonly neededBy: Set<string> }>;
  /** By path of names in the representation, the path in the data. */
  readonly places: Map<string, string>;
}

/** A fetch under construction. */
export class Group {
  readonly subgraph: SubgraphModel;
  readonly site: Site;
  /** Whether it asks for entities, and not for fields of the root. */
  readonly ofEntities: boolean;
  readonly selection = new Selection();
  readonly after = new Set<Group>();
  readonly typenames = new Map<string, string>();
  readonly contexts: (ContextVariable & { readonly type: string })[] = [];
  readonly #requirements = new Map<string, Requirement>();

  constructor(subgraph: SubgraphModel, site: Site, ofEntities: boolean) {
    this.subgraph = subgraph;
    this.site = site;
    this.ofEntities = ofEntities;
    site.groups.push(this);
  }

  /** Whether it is the other one, or comes after it. */
  dependsOn(other: Group, seen = new Set<Group>()): boolean {
    if (this === other) return true;
    if (seen.has(this)) return false;
    seen.add(this);
    return [...this.after].some((each) => each.dependsOn(other, seen));
  }

  /** Whether objects of a type may be asked for by a key, and with more required fields, in this fetch. */
  accepts(type: string, key: string, required: SelectionSetNode | null): boolean {
    const known = this.#requirements.get(type);
    if (!known) return true;
    if (known.key !== key) return false;
    return [...places(required)].every(([place, data]) => (known.places.get(place) ?? data) === data);
  }

  /** Asks for objects of a type by a key. */
  requireKey(type: string, key: string, keyFields: SelectionSetNode): void {
    if (this.#requirements.has(type)) return;
    this.#requirements.set(type, { key, keyFields, parts: new Map(), places: places(keyFields) });
  }

  /** Adds to the representations of a type what one of the fields requires. */
  requireFor(type: string, responseKey: string, set: SelectionSetNode): void {
    const { parts, places: known } = this.#requirements.get(type)!;
    const text = print(set);
    const part = parts.get(text) ?? { set, neededBy: new Set() };
    parts.set(text, part);
    part.neededBy.add(responseKey);
    for (const [place, data] of places(set)) known.set(place, data);
  }

  /** What makes up the representations. */
  requires(): RequiredFragment[] {
    return [...this.#requirements].map(([typeCondition, { keyFields, parts }]) => {
      const asked = this.selection.on(this.typenames.get(typeCondition) ?? typeCondition).keys();
      return {
        kind: 'InlineFragment',
        typeCondition,
        selections: [
          { kind: 'Field', name: '__typename' },
          ...toRequired(keyFields.selections),
          ...[...parts.values()].map(({ set, neededBy }) => partOf(typeCondition, set, neededBy, asked)),
        ],
      };
    });
  }
}

/** A part that all fields need is one without which there is nothing to ask for. */
function partOf(
  typeCondition: string,
  set: SelectionSetNode,
  neededBy: ReadonlySet<string>,
  asked: readonly string[],
): RequiredFragment {
  const some = asked.some((key) => key !== '__typename' && !neededBy.has(key));
  return {
    kind: 'InlineFragment',
    typeCondition,
    selections: toRequired(set.selections),
    ...(some ? { neededBy: [...neededBy] } : {}),
  };
}

function places(
  set: SelectionSetNode | null,
  place = '',
  data = '',
  found = new Map<string, string>(),
): Map<string, string> {
  for (const node of set?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      const [here, there] = [`${place}.${node.name.value}`, `${data}.${(node.alias ?? node.name).value}`];
      found.set(here, there);
      places(node.selectionSet ?? null, here, there, found);
    } else if (node.kind === Kind.INLINE_FRAGMENT) places(node.selectionSet, place, data, found);
  }
  return found;
}

/** Merges selections into one node for each field and type. */
function toRequired(nodes: readonly SelectionNode[]): RequiredNode[] {
  const fields = new Map<string, { alias?: string; nested: SelectionNode[] | null }>();
  const fragments = new Map<string, SelectionNode[]>();
  for (const node of nodes) {
    if (node.kind === Kind.FIELD) {
      const known = fields.get(node.name.value) ?? {
        ...(node.alias ? { alias: node.alias.value } : {}),
        nested: node.selectionSet ? [] : null,
      };
      known.nested?.push(...(node.selectionSet?.selections ?? []));
      fields.set(node.name.value, known);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition!.name.value;
      fragments.set(type, [...(fragments.get(type) ?? []), ...node.selectionSet.selections]);
    }
  }
  // Objects that differ by type say which type they have.
  if (fragments.size > 0 && !fields.has('__typename')) fields.set('__typename', { nested: null });
  return [
    ...[...fields].map(
      ([name, { alias, nested }]): RequiredNode => ({
        kind: 'Field',
        name,
        ...(alias ? { alias } : {}),
        ...(nested ? { selections: toRequired(nested) } : {}),
      }),
    ),
    ...[...fragments].map(
      ([typeCondition, inner]): RequiredNode => ({
        kind: 'InlineFragment',
        typeCondition,
        selections: toRequired(inner),
      }),
    ),
  ];
}
