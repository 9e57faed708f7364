import { join } from 'node:path';
import { freePort } from '@tributary/kit/testing';
import { REST, type Server, startServer } from '../harness/children.ts';
import { installPeer } from '../harness/install.ts';
import type { Options } from '../harness/options.ts';
import { contestTable, say, type Table } from '../harness/report.ts';
import { type Contestant, compete } from '../harness/rounds.ts';
import { withSupergraph } from './compose.ts';
import { type Candidate, type Graph, nameOf, selectCandidates } from './contestants.ts';
import { QUERIES, readData } from './requests.ts';
import { benchSubgraphs } from './subgraphs/index.ts';
import { compareTracing, compareWorkers } from './variants.ts';

/** Compares all gateways in front of the same four subgraphs, on each query. */
export async function bench(options: Options): Promise<Table[]> {
  const servers: Server[] = [];
  try {
    const urls = await openSubgraphs(servers);
    return await withSupergraph(urls, async (supergraph) => [
      ...(await contest({ supergraph, urls }, options, servers)),
      ...(await compareTracing({ supergraph, urls }, options)),
      ...(await compareWorkers({ supergraph, urls }, options)),
    ]);
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}

async function contest(graph: Graph, options: Options, servers: Server[]): Promise<Table[]> {
  const candidates = selectCandidates(options);
  // `--only` names none of them.
  if (candidates.length < 2) return [];
  const { started, notes } = await startAll(graph, candidates, servers);
  const tables: Table[] = [];
  for (const { title, request } of QUERIES) {
    say(`gateway: ${title}`);
    const contestants = started.map((each) => ({ ...each, request }));
    const table = contestTable(`gateway: ${title}`, await compete(contestants, options));
    tables.push({ ...table, notes: [...notes, ...table.notes] });
  }
  return tables;
}

/** Serves the subgraphs; returns their URLs. */
async function openSubgraphs(servers: Server[]): Promise<Graph['urls']> {
  const ports: Record<string, number> = {};
  for (const { name } of benchSubgraphs) ports[name] = await freePort();
  const [port] = Object.values(ports);
  const args = [join(installPeer('apollo'), 'subgraphs.mjs'), JSON.stringify({ ports })];
  servers.push(await startServer({ args, port: port!, core: REST }));
  return Object.fromEntries(
    Object.entries(ports).map(([name, at]) => [name, `http://127.0.0.1:${at}/graphql`]),
  );
}

type Started = Omit<Contestant, 'request'>;

/**
 * Starts every gateway; one that cannot be installed or started becomes a note, except the base.
 */
async function startAll(graph: Graph, from: readonly Candidate[], servers: Server[]) {
  const started: Started[] = [];
  const notes: string[] = [];
  for (const candidate of from) {
    try {
      const server = await candidate.start(graph);
      servers.push(server);
      started.push({ name: nameOf(candidate), server, read: readData });
      say(`started: ${nameOf(candidate)}`);
    } catch (error) {
      if (started.length === 0) throw error;
      notes.push(`Not timed: ${candidate.name}: ${(error as Error).message}`);
    }
  }
  return { started, notes };
}
