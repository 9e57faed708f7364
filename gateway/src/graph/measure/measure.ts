import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import { fragmentDefinitions } from '../documents/fragment-definitions.ts';
import { costOf, type Variables } from './cost.ts';
import type { Weights } from './cost-weights.ts';
import { readSelections, type Selections } from './selections.ts';

/** The size of an operation; fragments count wherever they are spread. */
export interface Measure {
  /** Nesting depth of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Number of root fields. */
  readonly rootFields: number;
  /** Returns the static cost with the given variables, see {@link costOf}. */
  cost(variables: Variables): number;
}

type Counts = Omit<Measure, 'cost'>;

/**
 * Measures operations of valid documents, and caches the results while a document is referenced.
 */
export function createMeasures(schema: GraphQLSchema, weights: Weights) {
  const known = new WeakMap<DocumentNode, Map<string | undefined, Measure | null>>();
  return (document: DocumentNode, operationName?: string): Measure | null => {
    let measures = known.get(document);
    if (!measures) {
      measures = new Map();
      known.set(document, measures);
    }
    // Unknown names are not cached: there may be any number of them.
    const operation = getOperationAST(document, operationName);
    if (!operation) return null;
    const name = operation.name?.value;
    let measure = measures.get(name);
    if (!measure) {
      measure = measureOf(schema, weights, document, operation);
      measures.set(name, measure);
    }
    return measure;
  };
}

function measureOf(
  schema: GraphQLSchema,
  weights: Weights,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Measure {
  const root = readSelections(
    schema,
    weights,
    schema.getRootType(operation.operation) ?? undefined,
    operation.selectionSet,
  );
  const fragments = new Map<string, Selections>();
  for (const [name, { typeCondition, selectionSet }] of fragmentDefinitions(document))
    fragments.set(
      name,
      readSelections(schema, weights, schema.getType(typeCondition.name.value), selectionSet),
    );
  const defaults = defaultsOf(operation);
  const constant = operation.variableDefinitions?.length ? undefined : costOf(root, fragments, {});
  return {
    ...countsOf(root, fragments),
    cost: (variables) => constant ?? costOf(root, fragments, { ...defaults, ...variables }),
  };
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  const given = variableDefinitions.filter(
    ({ defaultValue }) => defaultValue && defaultValue.kind !== Kind.NULL,
  );
  return Object.fromEntries(
    given.map(({ variable, defaultValue }) => [variable.name.value, valueFromASTUntyped(defaultValue!)]),
  );
}

function countsOf(root: Selections, fragments: ReadonlyMap<string, Selections>): Counts {
  const known = new Map<string, Counts>();
  const countsOfFragment = (name: string): Counts => {
    let counts = known.get(name);
    if (!counts) {
      counts = count(fragments.get(name)!);
      known.set(name, counts);
    }
    return counts;
  };
  const count = ({ fields, fragments: spread, directives }: Selections): Counts => {
    const sum = { depth: 0, aliases: 0, directives, rootFields: fields.length };
    const add = (counts: Counts, deeper: number) => {
      sum.depth = Math.max(sum.depth, counts.depth + deeper);
      sum.aliases += counts.aliases;
      sum.directives += counts.directives;
    };
    for (const { aliased, selections } of fields) {
      if (aliased) sum.aliases += 1;
      add(selections ? count(selections) : { depth: 0, aliases: 0, directives: 0, rootFields: 0 }, 1);
    }
    for (const counts of spread.map(countsOfFragment)) {
      add(counts, 0);
      sum.rootFields += counts.rootFields;
    }
    return sum;
  };
  return count(root);
}
