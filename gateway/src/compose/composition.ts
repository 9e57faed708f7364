import { aiSchema, expiryJob } from '@tributary/ai';
import type { GraphPort, Logger } from '@tributary/kit';
import type { PlacedSchema } from '@tributary/kit/citus';
import { type EventLog, eventsSchema, openEventLog } from '@tributary/kit/events';
import {
  type Close,
  composeSubgraphs,
  createMetrics,
  type Metrics,
  type OpenSubgraph,
  type Subgraph,
} from '@tributary/kit/host';
import { type Database, openDatabase } from '@tributary/kit/postgres';
import type { Tracer } from '@tributary/kit/telemetry';
import { listeningSchema, listeningSettings, openListening } from '@tributary/listening';
import { type Admission, createAdmission, limitsSchema } from '../admission/index.ts';
import type { GatewayConfig } from '../config/index.ts';
import type { Graph, GraphTelemetry, PartCache, TransportOf } from '../graph/index.ts';
import { defineNotifications, openTickets, type Tickets } from '../notifications/index.ts';
import { createOpenStreams, type ListValidKeys, type OpenStreams } from '../streams/index.ts';
import { openUsage, type Usage, usageSubgraph } from '../usage/index.ts';
import { type Identity, openIdentity } from './identity.ts';
import { type LazyGraph, lazyGraph } from './lazy-graph.ts';
import { type Overrides, type Sources, sourcesOf } from './overrides.ts';

/** Which parts run in this process. */
export interface Layout {
  /** Subgraphs in this process, besides the gateway's own: `access`, `notifications`, `usage`. */
  readonly subgraphs: readonly Subgraph[];
  readonly supergraphSdl: () => string | Promise<string>;
  /** Reaches a subgraph that does not run in this process. */
  readonly remote: TransportOf;
  /**
   * Returns the public URL of the gateway, which issues tokens; called after the server has started
   * to listen.
   */
  readonly issuer?: () => string;
  /** Whether to return errors of subgraphs unmasked. */
  readonly showErrors?: boolean;
  /** Whether the security directives are enforced here, and not only by the subgraphs. */
  readonly authorizes?: boolean | undefined;
  /**
   * Whether identity shares the subgraphs' connection pool, as in a command that serves no
   * requests.
   */
  readonly sharesConnections?: boolean;
  /** Traces what requests cause; nothing is traced without it. */
  readonly tracer?: Tracer | null | undefined;
  /** Stores parts of responses; nothing is stored without it. */
  readonly cache?: PartCache | undefined;
  /** How many processes share the limits of one; 1 if not given. */
  readonly workers?: number | undefined;
}

/** What stays open in a process. */
interface Streams {
  /** Event streams and subscriptions. */
  readonly streams: OpenStreams;
  /** WebSockets. */
  readonly connections: OpenStreams;
}

/** The parts of a process without a database. */
export interface PlainComposition extends Sources, Streams {
  readonly metrics: Metrics;
  /** Opens the graph on first use. */
  graph(): Promise<Graph>;
  /** Opens another graph, which is not used until it is bound. */
  readonly openOther: LazyGraph['openOther'];
  /** Makes another graph the one that subgraphs and commands query. */
  readonly bind: LazyGraph['bind'];
}

/** The parts of a process. Endpoints, jobs and commands obtain their dependencies from here. */
export interface Composition extends PlainComposition, Identity {
  readonly database: Database;
  readonly admission: Admission;
  /** Tickets, with which browsers open streams. */
  readonly tickets: Tickets;
  /** What happened, for webhooks and streams. */
  readonly events: EventLog;
  /** What clients use of the graph. */
  readonly usage: Usage;
  /** All subgraphs of this process as definitions, `access` first. */
  readonly definitions: readonly Subgraph[];
  /** All PostgreSQL schemas of the product, by name. */
  readonly schemas: readonly PlacedSchema[];
  /** The same subgraphs, opened. */
  readonly subgraphs: readonly OpenSubgraph[];
  /** The graph as subgraphs and commands query it. */
  readonly port: GraphPort;
  /** Starts the scheduled and queued jobs of all parts. */
  startJobs(): Promise<void>;
}

/**
 * Opens every part of a process in order, with the database migrated. Registers with `opened` how
 * each part is closed, see `withClosing`.
 */
export async function compose(
  config: GatewayConfig,
  log: Logger,
  layout: Layout,
  overrides: Overrides,
  opened: (close: Close) => void,
): Promise<Composition> {
  const sources = sourcesOf(overrides);
  const issuer = layout.issuer ?? (() => config.PUBLIC_URL);
  const metrics = createMetrics();
  const database = await openDatabase(config, log);
  opened(() => database.stop());
  metrics.observePool(database);
  const graph = lazyGraph({
    ...layout,
    local: () => composed.subgraphs,
    upstreams: overrides.upstreams,
    log,
    deadline: config.REQUEST_DEADLINE_MS,
    engine: config.GRAPH_ENGINE,
    recordWrite: database.replica?.recordWrite,
    telemetry: telemetryOf(layout, metrics),
    explains: config.GRAPHQL_EXPLAIN_KEY !== '',
  });
  const identity = openIdentity(database, config, log, {
    ...sources,
    issuer,
    findNodeType: graph.findNodeType,
    sharesConnections: layout.sharesConnections ?? false,
  });
  opened(() => identity.authenticator.stop());
  const { clock } = sources;
  const events = openEventLog({ database, clock, log: log.child({ part: 'events' }) });
  const notifications = defineNotifications({
    events: events.reader,
    findNodeType: graph.findNodeType,
    publicUrl: issuer,
  });
  const definitions = [identity.access, notifications, usageSubgraph, ...layout.subgraphs];
  const services = { database, config, log, clock, graph: graph.port, metrics: metrics.registry };
  const own = [limitsSchema, listeningSchema, aiSchema];
  const composed = await composeSubgraphs(definitions, { ...services, schemas: own }, opened);
  opened(() => graph.stop());
  const admission = createAdmission({
    ...identity,
    metrics,
    maxConcurrent: config.KEY_MAX_CONCURRENT,
    workers: layout.workers,
    trustProxy: config.TRUST_PROXY === 'true',
    clock,
  });
  const { secrets } = identity;
  return {
    ...sources,
    ...identity,
    ...openStreams(config.STREAMS_MAX_PER_KEY, identity.authenticator.listValidKeys, config, log),
    metrics,
    database,
    admission,
    tickets: openTickets({ pool: database.pool, secrets, clock }),
    events,
    usage: openUsage({ pool: database.pool, clock, log: log.child({ part: 'usage' }) }),
    definitions,
    schemas: [...definitions, ...own, eventsSchema],
    subgraphs: composed.subgraphs,
    port: graph.port,
    graph: graph.open,
    openOther: graph.openOther,
    bind: graph.bind,
    startJobs() {
      const listening = openListening({
        pool: database.pool,
        log: log.child({ part: 'listening' }),
        clock,
        metrics: metrics.registry,
        settings: config.read(listeningSettings),
      });
      const sweeps = [identity.idempotentResponses.sweep, identity.limits.sweep, identity.oauth.sweep];
      const expiry = expiryJob({ pool: database.pool, clock });
      const { followChanges } = identity.authenticator;
      return composed.startJobs([...listening, expiry, ...events.jobs, followChanges, ...sweeps]);
    },
  };
}

/** Opens the parts of a process without identity, limits and database. */
export function composePlain(
  config: GatewayConfig,
  log: Logger,
  layout: Pick<Layout, 'supergraphSdl' | 'remote' | 'showErrors' | 'authorizes' | 'tracer' | 'cache'>,
  overrides: Overrides,
  opened: (close: Close) => void,
): PlainComposition {
  const metrics = createMetrics();
  const graph = lazyGraph({
    ...layout,
    local: () => [],
    upstreams: overrides.upstreams,
    log,
    deadline: config.REQUEST_DEADLINE_MS,
    engine: config.GRAPH_ENGINE,
    telemetry: telemetryOf(layout, metrics),
    explains: config.GRAPHQL_EXPLAIN_KEY !== '',
  });
  opened(() => graph.stop());
  return {
    ...sourcesOf(overrides),
    // All callers are anonymous, so they share the streams of the process.
    ...openStreams(config.STREAMS_MAX, async () => new Set(), config, log),
    metrics,
    graph: graph.open,
    openOther: graph.openOther,
    bind: graph.bind,
  };
}

function telemetryOf({ tracer }: Pick<Layout, 'tracer'>, { registry }: Metrics): GraphTelemetry | undefined {
  return tracer ? { tracer, registry } : undefined;
}

function openStreams(
  maxPerKey: number,
  listValidKeys: ListValidKeys,
  { STREAMS_MAX: max }: GatewayConfig,
  log: Logger,
): Streams {
  const options = { max, maxPerKey, listValidKeys, log };
  return { streams: createOpenStreams(options), connections: createOpenStreams(options) };
}
