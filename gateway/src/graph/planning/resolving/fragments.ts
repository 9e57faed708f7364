import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
} from 'graphql';

/**
 * How many selections one operation may have once its fragments are applied to every type that they may hold for; some
 * hundred milliseconds of planning.
 */
const MOST_SELECTIONS = 100_000;

/** The fragments of one document, and how many selections were looked at while it was planned. */
export class Fragments {
  readonly #definitions: ReadonlyMap<string, FragmentDefinitionNode>;
  #selections = 0;

  constructor(definitions: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#definitions = definitions;
  }

  /** What a fragment or a spread selects, and on which type; undefined for any. */
  read(node: InlineFragmentNode | FragmentSpreadNode): {
    readonly on: string | undefined;
    readonly selections: readonly SelectionNode[];
  } {
    const { typeCondition, selectionSet } =
      node.kind === Kind.INLINE_FRAGMENT ? node : this.#definitions.get(node.name.value)!;
    return { on: typeCondition?.name.value, selections: selectionSet.selections };
  }

  /** The fields of a root type, in the order in which they are executed. */
  rootFields(nodes: readonly SelectionNode[]): FieldNode[] {
    return nodes.flatMap((node) =>
      node.kind === Kind.FIELD ? [node] : this.rootFields(this.read(node).selections),
    );
  }

  /** Counts selections that are looked at; throws once there are too many. */
  spend(selections: number): void {
    this.#selections += selections;
    if (this.#selections <= MOST_SELECTIONS) return;
    throw new GraphQLError(
      'The operation is too large to be planned: it has too many fragments of too many types.',
      { extensions: { code: 'OPERATION_TOO_LARGE' } },
    );
  }
}
