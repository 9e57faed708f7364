import type { SelectionSetNode } from 'graphql';

/** A field in one subgraph. */
export interface SubgraphField {
  /** The named type that the subgraph returns. */
  readonly type: string;
  /**
   * The type as far as fields of one response key must agree on it: the whole type of a leaf, else
   * only its wrappers.
   */
  readonly shape: string;
  /** Whether the subgraph does not resolve the field itself, except by `@provides` or as a key. */
  readonly external: boolean;
  readonly requires: SelectionSetNode | null;
  readonly provides: SelectionSetNode | null;
  readonly contexts: readonly ContextArgument[];
}

/** An argument that the gateway fills from an ancestor (`@fromContext`). */
export interface ContextArgument {
  /** The name of the context, qualified by its subgraph. */
  readonly context: string;
  readonly name: string;
  /** The type of the variable, as SDL. */
  readonly type: string;
  /** The field set that is read from the object that sets the context, possibly one per type. */
  readonly selection: SelectionSetNode;
}

/** A key by which a subgraph resolves entities. */
export interface Key {
  readonly text: string;
  readonly fields: SelectionSetNode;
}

/** A type in one subgraph. */
export interface SubgraphType {
  readonly name: string;
  readonly kind: 'object' | 'interface' | 'union';
  /** Whether the subgraph declares this interface as an object type (`@interfaceObject`). */
  readonly interfaceObject: boolean;
  /** The keys by which entities are resolved. */
  readonly keys: readonly Key[];
  /**
   * Key fields of an extended type, which the subgraph returns although they are external
   * (Federation 1).
   */
  readonly keyFields: ReadonlySet<string>;
  readonly fields: ReadonlyMap<string, SubgraphField>;
  /** The object types of an abstract type that the subgraph knows. */
  readonly members: readonly string[];
}

/** The types of one subgraph. */
export interface SubgraphModel {
  readonly name: string;
  readonly types: ReadonlyMap<string, SubgraphType>;
}

/**
 * Whether the subgraph resolves a field of the objects that it returns, given what the field
 * requires.
 */
export function isResolved({ fields, keyFields }: SubgraphType, name: string): boolean {
  const field = fields.get(name);
  return field !== undefined && (!field.external || keyFields.has(name));
}

/** Whether the subgraph resolves a field without anything from other subgraphs. */
export function resolvesAlone(type: SubgraphType, name: string): boolean {
  const field = type.fields.get(name);
  return isResolved(type, name) && !field!.requires && field!.contexts.length === 0;
}
