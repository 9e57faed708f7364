import { basename, join } from 'node:path';
import { freePort } from '@tributary/kit/testing';
import { REST, type Server, startServer } from '../harness/children.ts';
import { BENCH, type Options, ROOT } from '../harness/options.ts';
import { contestTable, say, type Table } from '../harness/report.ts';
import { compete } from '../harness/rounds.ts';
import { withSupergraph } from './compose.ts';
import { type Graph, startRoute } from './contestants.ts';
import { QUERIES, readData } from './requests.ts';
import { startTraceSink } from './trace-sink.ts';

/** A way to run the router of this checkout. */
interface Variant {
  readonly name: string;
  readonly start: () => Promise<Server>;
}

/** Compares the router without tracing, with all requests traced, and with none of them. */
export async function compareTracing(graph: Graph, options: Options): Promise<Table[]> {
  if (!isWanted(options, TRACING)) return [];
  const sink = await startTraceSink();
  const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: sink.url };
  try {
    const variants = tracingVariants(graph, env, options);
    const tables = await compare(TRACING, variants, options);
    if (sink.exports() === 0) throw new Error('No trace was exported.');
    return tables;
  } finally {
    await sink.stop();
  }
}

/**
 * Returns the router with and without tracing; with `--against`, also that of the other checkout.
 */
function tracingVariants(graph: Graph, env: Record<string, string>, { against }: Options): Variant[] {
  const variantsOf = (root: string, suffix: string): Variant[] => [
    { name: `tracing off${suffix}`, start: () => startRoute(root, graph) },
    { name: `tracing on${suffix}`, start: () => startRoute(root, graph, { env }) },
    {
      name: `tracing on, no request sampled${suffix}`,
      start: () => startRoute(root, graph, { env: { ...env, OTEL_TRACES_SAMPLER: 'always_off' } }),
    },
  ];
  const others = against === null ? [] : variantsOf(against, `, ${basename(against)}`);
  return [...variantsOf(ROOT, ''), ...others];
}

/**
 * Compares one process with two workers, on any core. The load and the subgraphs need their share
 * of the same cores; the subgraphs therefore are the cheapest that there can be.
 */
export async function compareWorkers({ urls }: Graph, options: Options): Promise<Table[]> {
  if (!isWanted(options, WORKERS)) return [];
  const subgraphs: { port: number; url: string }[] = [];
  for (const url of Object.values(urls)) subgraphs.push({ port: await freePort(), url });
  const args = [join(BENCH, 'gateway/raw-subgraphs.ts'), JSON.stringify({ subgraphs })];
  const raw = await startServer({ args, port: subgraphs[0]!.port, core: REST });
  const rawUrls = Object.keys(urls).map((name, index) => [
    name,
    `http://127.0.0.1:${subgraphs[index]!.port}/`,
  ]);
  try {
    return await withSupergraph(Object.fromEntries(rawUrls), (supergraph) => {
      const route = (flags: readonly string[]) =>
        startRoute(ROOT, { supergraph }, { flags, core: null, forks: flags.length > 0 });
      const variants = [
        { name: 'one process', start: () => route([]) },
        { name: 'two workers', start: () => route(['--workers', '2']) },
      ];
      return compare(WORKERS, variants, options);
    });
  } finally {
    await raw.stop();
  }
}

const TRACING = 'tracing';
const WORKERS = 'workers';

/** Whether `--only` names a comparison, or nothing. */
function isWanted({ only }: Options, topic: string): boolean {
  return only === null || only.toLowerCase() === topic;
}

async function compare(topic: string, variants: readonly Variant[], options: Options): Promise<Table[]> {
  const servers: Server[] = [];
  try {
    for (const { start } of variants) servers.push(await start());
    const tables: Table[] = [];
    for (const { title, request } of QUERIES) {
      say(`gateway: ${topic}, ${title}`);
      const all = variants.map(({ name }, index) => ({
        name,
        server: servers[index]!,
        request,
        read: readData,
      }));
      tables.push(contestTable(`gateway: ${topic}, ${title}`, await compete(all, options)));
    }
    return tables;
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}
