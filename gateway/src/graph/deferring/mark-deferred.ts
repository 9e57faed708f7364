import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  getDirectiveValues,
  getOperationAST,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { fragmentDefinitions } from '../documents/fragment-definitions.ts';
import type { Variables } from '../planning/conditions.ts';
import { DEFER } from './defer-directive.ts';
import { markedFragment } from './marked-fragments.ts';

/** Maximum number of deferred fragments in one operation, each counted wherever it is spread. */
const MOST_DEFERRED = 100;

/** A document whose deferred fragments are marked. */
export interface MarkedDocument {
  readonly document: DocumentNode;
  /** The label of each deferred fragment, by its id. */
  readonly labels: readonly (string | undefined)[];
}

/** Whether `@defer` is anywhere in a document. */
export function mentionsDefer(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive(node) {
      found ||= isDefer(node);
    },
  });
  return found;
}

/** Removes `@defer` from a document. */
export function withoutDefer(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: (node) => (isDefer(node) ? null : undefined) });
}

/**
 * Marks the deferred fragments of an operation whose other conditions are resolved. Fragments that
 * contain them are inlined, so that each marked fragment has one path in the response. The root
 * fields of a mutation run in order and are not deferred.
 */
export function markDeferred(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): MarkedDocument {
  const operation = getOperationAST(document, operationName)!;
  const marking = new Marking(fragmentDefinitions(document), variables);
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const marked: OperationDefinitionNode = {
    ...operation,
    selectionSet: marking.mark(operation.selectionSet, !isMutation),
  };
  const definitions = document.definitions.map((each) => (each === operation ? marked : each));
  return { document: { ...document, definitions }, labels: marking.labels };
}

class Marking {
  readonly labels: (string | undefined)[] = [];
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  readonly #defers = new Map<string, boolean>();
  readonly #labelled = new Map<string, DirectiveNode>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Variables) {
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** Marks the deferred fragments of a selection set; none at the root of a mutation. */
  mark(set: SelectionSetNode, mayDefer: boolean): SelectionSetNode {
    return { ...set, selections: set.selections.map((node) => this.#markSelection(node, mayDefer)) };
  }

  #markSelection(node: SelectionNode, mayDefer: boolean): SelectionNode {
    if (node.kind === Kind.FIELD)
      return node.selectionSet ? { ...node, selectionSet: this.mark(node.selectionSet, true) } : node;
    const isDeferred = mayDefer && this.#isDeferred(node);
    if (!isDeferred && node.kind === Kind.FRAGMENT_SPREAD && !this.#contains(node.name.value)) return node;
    const { typeCondition, selectionSet } =
      node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)!;
    if (isDeferred) return this.#deferred(node, typeCondition, selectionSet);
    const fragment = { kind: Kind.INLINE_FRAGMENT, selectionSet: this.mark(selectionSet, mayDefer) } as const;
    return typeCondition ? { ...fragment, typeCondition } : fragment;
  }

  #deferred(
    { directives }: FragmentSpreadNode | InlineFragmentNode,
    typeCondition: InlineFragmentNode['typeCondition'],
    selectionSet: SelectionSetNode,
  ): InlineFragmentNode {
    const id = this.labels.push(this.#labelOf(directives!.find(isDefer)!)) - 1;
    if (id >= MOST_DEFERRED)
      throw new GraphQLError(`The operation defers too much: at most ${MOST_DEFERRED} fragments.`, {
        extensions: { code: 'OPERATION_TOO_LARGE', maximum: MOST_DEFERRED },
      });
    return markedFragment(id, typeCondition, this.mark(selectionSet, true));
  }

  #isDeferred(node: FragmentSpreadNode | InlineFragmentNode): boolean {
    return getDirectiveValues(DEFER, node, this.#variables)?.['if'] === true;
  }

  /** Returns the label of a directive; throws if a client could not tell which fragment has it. */
  #labelOf(directive: DirectiveNode): string | undefined {
    const value = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
    if (!value || value.kind === Kind.NULL) return undefined;
    if (value.kind !== Kind.STRING)
      throw new GraphQLError('The label of a deferred fragment must be a string, not a variable.');
    const same = this.#labelled.get(value.value);
    if (same && same !== directive)
      throw new GraphQLError(`Two deferred fragments have the label "${value.value}".`);
    this.#labelled.set(value.value, directive);
    return value.value;
  }

  /** Whether a fragment contains deferred ones, at any depth. */
  #contains(name: string): boolean {
    const known = this.#defers.get(name);
    if (known !== undefined) return known;
    this.#defers.set(name, false);
    const look = ({ selections }: SelectionSetNode): boolean =>
      selections.some((node) => {
        if (node.kind !== Kind.FIELD && this.#isDeferred(node)) return true;
        if (node.kind === Kind.FRAGMENT_SPREAD) return this.#contains(node.name.value);
        return node.selectionSet !== undefined && look(node.selectionSet);
      });
    const found = look(this.#fragments.get(name)!.selectionSet);
    this.#defers.set(name, found);
    return found;
  }
}

function isDefer({ name }: DirectiveNode): boolean {
  return name.value === DEFER.name;
}
