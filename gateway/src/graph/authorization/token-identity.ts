/** What a token proves about a caller of a router. */
export interface Identity {
  readonly claims: Readonly<Record<string, unknown>>;
  /** The scopes that satisfy `@requiresScopes`. */
  readonly scopes: ReadonlySet<string>;
  /** The policies that satisfy `@policy`. */
  readonly policies: ReadonlySet<string>;
}
