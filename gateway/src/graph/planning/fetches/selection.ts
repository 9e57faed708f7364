import { type FieldNode, Kind, print, visit } from 'graphql';

/** A selected field with its own selection set. */
export interface SelectedField {
  /** The alias in the operation, if it must differ from the response key. */
  alias?: string;
  readonly node: Pick<FieldNode, 'name' | 'alias' | 'arguments' | 'directives'>;
  readonly selection: Selection | null;
}

/** A selection set under construction: fields by response key, and one fragment per type. */
export class Selection {
  readonly #fields = new Map<string, SelectedField>();
  readonly #fragments = new Map<string, Selection>();

  get isEmpty(): boolean {
    return this.#fields.size === 0 && [...this.#fragments.values()].every((each) => each.isEmpty);
  }

  /**
   * Returns the response keys of its own fields, and an empty string for each non-empty fragment.
   */
  keys(): string[] {
    return [
      ...this.#fields.keys(),
      ...[...this.#fragments].filter(([, each]) => !each.isEmpty).map(() => ''),
    ];
  }

  fields(): Iterable<[string, SelectedField]> {
    return this.#fields;
  }

  fragments(): Iterable<[string, Selection]> {
    return this.#fragments;
  }

  /** Selects a field; returns the selection set of its value, or null for a leaf. */
  field(node: FieldNode): Selection | null {
    const key = (node.alias ?? node.name).value;
    const known = this.#fields.get(key);
    if (known) return known.selection;
    const selection = node.selectionSet ? new Selection() : null;
    this.#fields.set(key, { node, selection });
    return selection;
  }

  /** Removes a field. */
  remove(key: string): void {
    this.#fields.delete(key);
  }

  /** Selects `__typename`. */
  typename(): void {
    if (!this.#fields.has('__typename')) this.#fields.set('__typename', { node: TYPENAME, selection: null });
  }

  /** Returns the selection set of objects of a type. */
  on(type: string): Selection {
    let fragment = this.#fragments.get(type);
    if (!fragment) {
      fragment = new Selection();
      this.#fragments.set(type, fragment);
    }
    return fragment;
  }

  /** Prints the selection set, and adds the names of the variables it uses. */
  print(variables: Set<string>): string {
    const parts: string[] = [];
    for (const { alias: own, node, selection } of this.#fields.values()) {
      const { name, arguments: args = [], directives = [] } = node;
      const alias = own ? ({ kind: Kind.NAME, value: own } as const) : node.alias;
      const head = print({
        kind: Kind.FIELD,
        ...(alias ? { alias } : {}),
        name,
        arguments: args,
        directives,
      });
      visit({ kind: Kind.FIELD, name, arguments: args, directives } as FieldNode, {
        Variable: (variable) => void variables.add(variable.name.value),
      });
      parts.push(selection ? `${head} ${selection.print(variables)}` : head);
    }
    for (const [type, fragment] of this.#fragments)
      if (!fragment.isEmpty) parts.push(`... on ${type} ${fragment.print(variables)}`);
    return `{ ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
  }
}

const TYPENAME: SelectedField['node'] = { name: { kind: Kind.NAME, value: '__typename' } };
