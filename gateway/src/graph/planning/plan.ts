/** A part of a representation: its location in the fetched data, and the included fields. */
export type RequiredNode = RequiredField | RequiredFragment;

/** A field of a representation. */
export interface RequiredField {
  readonly kind: 'Field';
  readonly name: string;
  /** The response key of the value in the fetched data, if it is not the name. */
  readonly alias?: string;
  readonly selections?: readonly RequiredNode[];
}

/** Fields of objects of one type. */
export interface RequiredFragment {
  readonly kind: 'InlineFragment';
  readonly typeCondition: string;
  readonly selections: readonly RequiredNode[];
  /**
   * Response keys of the fields that require this part; absent if all do. The other fields are
   * fetched without it.
   */
  readonly neededBy?: readonly string[];
}

/** A variable of a fetch whose value is read from an ancestor of each entity. */
export interface ContextVariable {
  readonly variable: string;
  /** From the entity: `..` for one field up, then response keys and `... on Type`. */
  readonly path: readonly string[];
}

/** An operation for one subgraph. */
export interface Fetch {
  readonly service: string;
  /** The response path, without list indices, of the objects it completes; empty for the root. */
  readonly path: readonly string[];
  /** The fetches it depends on, by position in the plan. */
  readonly after: readonly number[];
  readonly operation: string;
  readonly operationName: string | undefined;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The client's variables it uses. */
  readonly variables: readonly string[];
  /** The contents of representations, by type; null for a fetch of root fields. */
  readonly requires: readonly RequiredFragment[] | null;
  /** Typenames that differ in this subgraph, because it knows the objects only by an interface. */
  readonly typenames: readonly { readonly of: string; readonly is: string }[];
  readonly contexts: readonly ContextVariable[];
  /** The response keys of the aliases in its response, at any depth. */
  readonly renames: ReadonlyMap<string, string>;
}

/** The fetches of an operation, each after those it depends on. */
export type Plan = readonly Fetch[];

/** A plan, and which of its fetches the parts of the response need. */
export interface PlannedOperation {
  readonly plan: Plan;
  /** Positions of the fetches that the first result needs, in ascending order. */
  readonly first: readonly number[];
  /** The same for each deferred fragment, by its id. */
  readonly deferred: readonly (readonly number[])[];
}
