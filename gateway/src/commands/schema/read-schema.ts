import { readFileSync } from 'node:fs';
import { invalidInput } from '@tributary/kit';
import { buildSchema, type GraphQLError, type GraphQLSchema, validateSchema } from 'graphql';

const SUPERGRAPH = /@(?:link|core)\([^)]*specs\.apollo\.dev\/join\//;

/** Most problems of one file that are listed. */
const MOST_PROBLEMS = 5;

/**
 * Reads the schema that clients see from a file, which has the SDL of that schema or a supergraph.
 * Throws INVALID_INPUT.
 */
export async function readClientSchema(path: string): Promise<GraphQLSchema> {
  let sdl: string;
  try {
    sdl = readFileSync(path, 'utf8');
  } catch (error) {
    throw invalidInput('file', (error as Error).message);
  }
  return clientSchema(sdl, path);
}

/** Builds the schema that clients see; `name` is that of the text in errors. */
export async function clientSchema(sdl: string, name: string): Promise<GraphQLSchema> {
  try {
    if (SUPERGRAPH.test(sdl)) {
      const { clientSchemaOf } = await import('../../graph/index.ts');
      return clientSchemaOf(sdl);
    }
    const schema = buildSchema(sdl);
    const errors = validateSchema(schema);
    if (errors.length > 0) throw new Error(linesOf(errors));
    return schema;
  } catch (error) {
    throw invalidInput(
      'file',
      `${name} is neither a schema of clients nor a supergraph:\n${messageOf(error as Error)}`,
    );
  }
}

function messageOf(error: Error): string {
  const { locations } = error as GraphQLError;
  const [place] = locations ?? [];
  const message = place ? `${place.line}:${place.column}: ${error.message}` : error.message;
  const isOfSubgraph = /Unknown directive "@(?:key|shareable|external|requires|provides|link)"/.test(message);
  return isOfSubgraph
    ? `${message}\nCompose subgraphs to a supergraph first, by \`tributary compose\`.`
    : message;
}

function linesOf(errors: readonly GraphQLError[]): string {
  return errors
    .slice(0, MOST_PROBLEMS)
    .map((error) => messageOf(error))
    .join('\n');
}
