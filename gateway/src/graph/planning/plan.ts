/** One value of a representation: where it is in the fetched data, and what is taken of it. */
export type RequiredNode = RequiredField | RequiredFragment;

/** A field of a representation. */
export interface RequiredField {
  readonly kind: 'Field';
  readonly name: string;
  /** The key of the value in the fetched data, if it is not the name. */
  readonly alias?: string;
  readonly selections?: readonly RequiredNode[];
}

/** Fields for objects of one type. */
export interface RequiredFragment {
  readonly kind: 'InlineFragment';
  readonly typeCondition: string;
  readonly selections: readonly RequiredNode[];
  /**
   * The response keys of the fields that need this part of a representation; absent where all do. Without the part, the
   * other fields are still fetched.
   */
  readonly neededBy?: readonly string[];
}

/** A variable of a fetch that is read from an object above each entity. */
export interface ContextVariable {
  readonly variable: string;
  /** From the entity: `..` for one field up, then names and `... on Type`. */
  readonly path: readonly string[];
}

/** One operation for one subgraph. */
export interface Fetch {
  readonly service: string;
  /** The response path of the objects that it completes; empty for the root. Lists are not mentioned. */
  readonly path: readonly string[];
  /** Which fetches must have ended before, by their positions in the plan. */
  readonly after: readonly number[];
  readonly operation: string;
  readonly operationName: string | undefined;
  readonly kind: 'query' | 'mutation';
  /** The client's variables that it uses. */
  readonly variables: readonly string[];
  /** What makes up a representation, by type; null for a fetch of root fields. */
  readonly requires: readonly RequiredFragment[] | null;
  /** Type names that representations have in this subgraph: those of objects it knows only by their interface. */
  readonly typenames: readonly { readonly of: string; readonly is: string }[];
  readonly contexts: readonly ContextVariable[];
  /** The response keys that aliases in its answer stand for, at any depth. */
  readonly renames: ReadonlyMap<string, string>;
}

/** The fetches of an operation; each comes after those that it depends on. */
export type Plan = readonly Fetch[];
