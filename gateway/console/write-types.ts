/** Writes the types of the public graph, from which those of the operations are inferred. */
import { readFile, writeFile } from 'node:fs/promises';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';

const sdl = await readFile(new URL('../../schema/api.graphql', import.meta.url), 'utf8');
const introspection = minifyIntrospection(introspectionFromSchema(buildSchema(sdl)) as never);
await writeFile(
  new URL('src/graph/introspection.d.ts', import.meta.url),
  outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
);
