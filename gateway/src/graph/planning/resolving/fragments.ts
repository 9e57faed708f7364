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
 * Maximum number of selections that planning visits, with fragments applied to each possible type:
 * a few hundred milliseconds of work.
 */
const MOST_SELECTIONS = 100_000;

/** The fragments of one document, and the number of selections visited while planning it. */
export class Fragments {
  readonly #definitions: ReadonlyMap<string, FragmentDefinitionNode>;
  #selections = 0;

  constructor(definitions: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#definitions = definitions;
  }

  /**
   * Returns the selections of an inline fragment or a spread, and its type condition; undefined
   * without one.
   */
  read(node: InlineFragmentNode | FragmentSpreadNode): {
    readonly on: string | undefined;
    readonly selections: readonly SelectionNode[];
  } {
    const { typeCondition, selectionSet } =
      node.kind === Kind.INLINE_FRAGMENT ? node : this.#definitions.get(node.name.value)!;
    return { on: typeCondition?.name.value, selections: selectionSet.selections };
  }

  /** Lists the fields of a root type, in execution order. */
  rootFields(nodes: readonly SelectionNode[]): FieldNode[] {
    return nodes.flatMap((node) =>
      node.kind === Kind.FIELD ? [node] : this.rootFields(this.read(node).selections),
    );
  }

  /** Counts visited selections; throws when the operation exceeds the limit. */
  countSelections(selections: number): void {
    this.#selections += selections;
    if (this.#selections <= MOST_SELECTIONS) return;
    throw new GraphQLError(
      `The operation is too large to plan: its fragments expand to more than ${MOST_SELECTIONS} selections.`,
      { extensions: { code: 'OPERATION_TOO_LARGE' } },
    );
  }
}
