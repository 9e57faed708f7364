import { Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { RequiredFragment, RequiredNode } from '../plan.ts';

/** Fields that some fields of a fetch require. */
interface RequiredPart {
  readonly set: SelectionSetNode;
  /** Response keys of the fields that require it. */
  readonly neededBy: Set<string>;
}

/** The contents of one type's representations: a key, and what the fetched fields require. */
export class Requirement {
  readonly #key: string;
  readonly #keyFields: SelectionSetNode;
  readonly #parts = new Map<string, RequiredPart>();
  /** The fields with their arguments, by path in the representation. */
  readonly #fieldsAt: Map<string, string>;

  constructor(key: string, keyFields: SelectionSetNode) {
    this.#key = key;
    this.#keyFields = keyFields;
    this.#fieldsAt = fieldsAt(keyFields);
  }

  /**
   * Whether a representation can hold both a key and a required field set: no path of it may have
   * the values of a field with different arguments.
   */
  accepts(key: string, required: SelectionSetNode | null): boolean {
    if (this.#key !== key) return false;
    return [...fieldsAt(required)].every(([path, field]) => (this.#fieldsAt.get(path) ?? field) === field);
  }

  /** Adds what a field requires. */
  add(responseKey: string, set: SelectionSetNode): void {
    const text = print(set);
    const part = this.#parts.get(text) ?? { set, neededBy: new Set() };
    this.#parts.set(text, part);
    part.neededBy.add(responseKey);
    for (const [path, field] of fieldsAt(set)) this.#fieldsAt.set(path, field);
  }

  /** Writes the requirement for a fetch that selects the given response keys. */
  fragmentOn(typeCondition: string, selected: readonly string[]): RequiredFragment {
    return {
      kind: 'InlineFragment',
      typeCondition,
      selections: [
        { kind: 'Field', name: '__typename' },
        ...toRequired(this.#keyFields.selections),
        ...[...this.#parts.values()].map((part) => fragmentOf(typeCondition, part, selected)),
      ],
    };
  }
}

/**
 * Writes one part. Unless all selected fields require it, names the fields that do, so that the
 * others are fetched without it.
 */
function fragmentOf(
  typeCondition: string,
  { set, neededBy }: RequiredPart,
  selected: readonly string[],
): RequiredFragment {
  const isOptional = selected.some((key) => key !== '__typename' && !neededBy.has(key));
  return {
    kind: 'InlineFragment',
    typeCondition,
    selections: toRequired(set.selections),
    ...(isOptional ? { neededBy: [...neededBy] } : {}),
  };
}

function fieldsAt(
  set: SelectionSetNode | null,
  path = '',
  field = '',
  found = new Map<string, string>(),
): Map<string, string> {
  for (const node of set?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      const values = (node.arguments ?? []).map((argument) => print(argument)).sort();
      const [innerPath, inner] = [`${path}.${node.name.value}`, `${field}.${node.name.value}(${values})`];
      found.set(innerPath, inner);
      fieldsAt(node.selectionSet ?? null, innerPath, inner, found);
    } else if (node.kind === Kind.INLINE_FRAGMENT) fieldsAt(node.selectionSet, path, field, found);
  }
  return found;
}

/** Merges selections into one node per field and per type. */
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
  // Objects whose requirements depend on their type need a typename.
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
