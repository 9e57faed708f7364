import type { DocumentNode } from 'graphql';
import type { Supergraph } from '../supergraph.ts';
import { concreteTypes, type IsConcrete, type TypeMatch, typeMatch } from '../type-conditions.ts';
import type { PlannedOperation } from './plan.ts';
import { planOperation } from './plan-operation.ts';
import { reservedPrefix } from './response-keys.ts';
import { createFederation } from './supergraph/federation.ts';

/** Plans operations on a supergraph. */
export interface Planner {
  /** Evaluates type conditions among all types of the supergraph. */
  readonly matches: TypeMatch;
  readonly isConcrete: IsConcrete;
  /** Lists the subgraphs that resolve a field. */
  servicesOf(type: string, field: string): readonly string[];
  /**
   * Plans one operation of a valid document without conditions, in which `deferred` fragments are
   * marked.
   */
  plan(document: DocumentNode, operationName: string | undefined, deferred?: number): PlannedOperation;
}

const NO_LABELS: ReadonlySet<string> = new Set();

/** Creates the planner of a supergraph in which the progressive overrides of some labels apply. */
export function createPlanner(
  { schemas, document }: Supergraph,
  activeLabels: ReadonlySet<string> = NO_LABELS,
): Planner {
  const schema = schemas.internal;
  const prefix = reservedPrefix(schema);
  const federation = createFederation(schema, { supergraph: document, prefix, activeLabels });
  return {
    matches: typeMatch(schema),
    isConcrete: concreteTypes(schema),
    servicesOf: (type, field) => federation.servicesOf(type, field),
    plan: (operation, operationName, deferred = 0) =>
      planOperation(federation, operation, operationName, deferred),
  };
}
