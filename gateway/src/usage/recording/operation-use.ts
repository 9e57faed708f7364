import { createHash } from 'node:crypto';
import { usageReportingSignature } from '@apollo/utils.usagereporting';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { coordinatesIn } from './coordinates.ts';

/** What is recorded of an operation, however often it is sent. */
export interface OperationUse {
  /** Hash of the text without literals, aliases and the order of its parts. */
  readonly signature: string;
  /** Empty for an anonymous operation. */
  readonly name: string;
  /** The coordinates of the schema that it uses, in order. */
  readonly coordinates: readonly string[];
}

/** A valid document, and which of its operations is meant. */
export interface SentOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
}

/** Maximum length of a recorded name of an operation, in characters. */
const MOST_NAME = 200;

/** Reads operations, each once for as long as its parsed document is cached. */
export function createOperationUses(): (operation: SentOperation) => OperationUse {
  const known = new WeakMap<DocumentNode, Map<string, OperationUse>>();
  return (operation) => {
    const { document, operationName = '' } = operation;
    const uses = known.get(document) ?? new Map<string, OperationUse>();
    known.set(document, uses);
    const use = uses.get(operationName) ?? readUse(operation);
    uses.set(operationName, use);
    return use;
  };
}

function readUse({ schema, document, operationName }: SentOperation): OperationUse {
  const { coordinates, name } = coordinatesIn(schema, document, operationName);
  return {
    signature: createHash('sha256').update(usageReportingSignature(document, name)).digest('hex'),
    name: name.slice(0, MOST_NAME),
    coordinates,
  };
}
