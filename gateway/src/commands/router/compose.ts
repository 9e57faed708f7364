import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { invalidInput } from '@tributary/kit';
import { boundedFetch, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { Command } from 'commander';
import { parse } from 'graphql';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse as parseYaml } from 'yaml';

/** The file that names the subgraphs, in the form of Apollo's Rover. */
const SubgraphsFile = Type.Object({
  subgraphs: Type.Record(
    Type.String({ pattern: '^[A-Za-z_][\\w-]*$' }),
    Type.Object({
      routing_url: Type.Optional(Type.String({ minLength: 1 })),
      schema: Type.Union([
        Type.Object({ file: Type.String({ minLength: 1 }) }),
        Type.Object({
          subgraph_url: Type.String({ pattern: '^https?://' }),
          introspection_headers: Type.Optional(Type.Record(Type.String(), Type.String())),
        }),
      ]),
    }),
  ),
});

type SubgraphEntry = Static<typeof SubgraphsFile>['subgraphs'][string];

/** Maximum duration of the request to a subgraph, in milliseconds. */
const TIMEOUT = 10_000;

/** `compose`: composes subgraphs to the supergraph that `route` serves. */
export function composeCommand(): Command {
  return new Command('compose')
    .description('compose subgraphs to a supergraph for `tributary route` (see docs/router.md)')
    .argument('<file>', 'subgraphs in YAML or JSON: `routing_url` and `schema` of each')
    .option('--output <file>', 'file for the supergraph (default: standard output)')
    .action(compose);
}

async function compose(path: string, { output }: { output?: string }): Promise<void> {
  const { composeSubgraphs } = await import('@tributary/schema/compose-subgraphs.ts');
  const entries = Object.entries(readSubgraphs(path));
  const subgraphs = await Promise.all(
    entries.map(async ([name, entry]) => ({
      name,
      url: urlOf(name, entry),
      typeDefs: parseSdl(name, await sdlOf(name, entry, dirname(path))),
    })),
  );
  const supergraph = composeSubgraphs(subgraphs);
  if (output === undefined) process.stdout.write(`${supergraph}\n`);
  else writeFileSync(output, `${supergraph}\n`);
}

function readSubgraphs(path: string): Readonly<Record<string, SubgraphEntry>> {
  const values = parseYaml(readText(path));
  if (Value.Check(SubgraphsFile, values)) return values.subgraphs;
  const [problem] = Value.Errors(SubgraphsFile, values);
  throw invalidInput('file', `${path} is not valid: ${problem?.instancePath || '/'} ${problem?.message}.`);
}

/** Returns where the router reaches a subgraph: by default, where its schema was read. */
function urlOf(name: string, { routing_url: url, schema }: SubgraphEntry): string {
  if (url !== undefined) return url;
  if ('subgraph_url' in schema) return schema.subgraph_url;
  throw invalidInput('file', `The subgraph ${name} needs a \`routing_url\`, because its schema is a file.`);
}

async function sdlOf(name: string, { schema }: SubgraphEntry, folder: string): Promise<string> {
  if ('file' in schema) return readText(resolve(folder, schema.file));
  const { subgraph_url: url, introspection_headers: headers = {} } = schema;
  try {
    const response = await boundedFetch(url, RESPONSE_LIMITS.graph, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const { data } = (await response.json()) as { data?: { _service?: { sdl?: string } } };
    if (typeof data?._service?.sdl !== 'string')
      throw new Error(`The response has the status ${response.status} and no \`_service.sdl\`.`);
    return data._service.sdl;
  } catch (cause) {
    throw new Error(`The schema of ${name} could not be read from ${url}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function parseSdl(name: string, sdl: string): ReturnType<typeof parse> {
  try {
    return parse(sdl);
  } catch (error) {
    throw new Error(`The schema of ${name} is not valid: ${(error as Error).message}`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalidInput('file', (error as Error).message);
  }
}
