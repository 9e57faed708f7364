export { follow } from './follow.ts';
export { createGraphClient } from './graph-client.ts';
export { graphql } from './graphql.ts';
export { problemOf, type RequestProblem } from './problems.ts';
export { type Loaded, useChange, useGraph } from './use-graph.ts';
export { type Accepted, isRefusal, type Refusal, refusalIn, useOutcome } from './use-outcome.ts';
export { usePolling } from './use-polling.ts';
export { useSettled } from './use-settled.ts';
