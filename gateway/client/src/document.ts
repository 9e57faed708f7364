/**
 * A GraphQL operation with the types of its result and variables: one of this package, text of your
 * own, or what gql.tada and GraphQL Code Generator generate for the schema.
 */
export interface Document<Result, Variables> {
  toString(): string;
  /** Never present at run time; declared as those generators declare it. */
  __apiType?: (variables: Variables) => Result;
}

/** The result of a document. */
export type ResultOf<Doc> = Doc extends Document<infer Result, infer _> ? Result : never;

/** The variables of a document. */
export type VariablesOf<Doc> = Doc extends Document<infer _, infer Variables> ? Variables : never;

/** Gives the text of an operation its types. */
export function typed<Result, Variables>(text: string): Document<Result, Variables> {
  return text as unknown as Document<Result, Variables>;
}

/** Returns the text of a document. */
export function textOf(document: Document<unknown, never>): string {
  const { loc } = document as { loc?: { source?: { body?: string } } };
  return loc?.source?.body ?? String(document);
}
