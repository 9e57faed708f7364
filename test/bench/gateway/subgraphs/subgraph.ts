/**
 * A subgraph of the benchmark as a value that any library can serve. It imports nothing, so that
 * each contestant uses its own graphql package.
 */
export interface BenchSubgraph {
  readonly name: string;
  /** Federation 1 SDL, which every contestant accepts unchanged. */
  readonly sdl: string;
  // biome-ignore lint/suspicious/noExplicitAny: resolvers of a schema that is not generated
  readonly resolvers: Readonly<Record<string, Record<string, (source: any, args: any) => unknown>>>;
}
