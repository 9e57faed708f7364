/** A subgraph of the benchmark as a value that any library can serve: no import, so that each has its own graphql. */
export interface BenchSubgraph {
  readonly name: string;
  /** Federation 1 SDL, which every contestant takes as it is. */
  readonly sdl: string;
  // biome-ignore lint/suspicious/noExplicitAny: resolvers of a schema that is not generated
  readonly resolvers: Readonly<Record<string, Record<string, (source: any, args: any) => unknown>>>;
}
