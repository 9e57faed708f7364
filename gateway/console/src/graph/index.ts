export { createGraphClient } from './graph-client.ts';
export { graphql } from './graphql.ts';
export { problemOf, type RequestProblem } from './problems.ts';
export { type Loaded, useChange, useGraph } from './use-graph.ts';
