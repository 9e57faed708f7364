import { aiSettings, openModel, openUsageLedger, type UsageLedger } from '@tributary/ai';
import {
  batchLoader,
  type ContextSource,
  delegated,
  type GraphPort,
  type ListLoader,
  loaderById,
  type SubgraphRequest,
  type SubgraphServices,
} from '@tributary/kit';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { openSecrets, type Scope, type Secrets } from '@tributary/kit/postgres';
import {
  openPublishers,
  type PublishingPlatform as Platform,
  type Publisher,
  platformSettings,
} from '@tributary/platforms';
import DataLoader from 'dataloader';
import {
  type Audience,
  audiences,
  CREATOR_RIGHTS,
  type CreatorReference,
  openAccountCredentials,
} from './accounts/index.ts';
import { type Engine, openEngine } from './assistance/index.ts';
import { type ConnectedAccount, loadAccounts } from './data/accounts.ts';
import { type AuditEntry, type AuditRequest, loadAudits } from './data/audit.ts';
import { loadPosts, loadReplies, type Post } from './data/posts.ts';
import { loadReadings, type Reading, type ReadingsRequest } from './data/readings.ts';
import type { ReplyToType, Tables } from './data/tables.ts';
import { listTargets, type Target } from './data/targets.ts';
import type { DeliveryParts } from './delivery/index.ts';
import { loadMediaAssets } from './media/data/media-assets.ts';
import { type MediaAsset, type MediaStore, openMediaStore } from './media/index.ts';
import { readNumbers } from './posts/index.ts';
import { publicAddress } from './public-address.ts';
import { sandbox } from './sandbox/publish.ts';
import type { PublishingSettings, publishingSettings } from './settings.ts';

type Spec = typeof publishingSettings;

/** Resources that live as long as the subgraph. */
export interface Resources {
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly secrets: Secrets;
  readonly store: MediaStore;
  readonly engine: Engine;
  /** What the language model has cost. */
  readonly ledger: UsageLedger;
}

/** Loads rows by id, null if unknown. A mutation clears the rows that it changes. */
interface Loader<Row> {
  load(id: string): Promise<Row | null>;
  clear(id: string): unknown;
}

/** Context of the resolvers for one request. */
export interface Context extends SubgraphRequest, Resources {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly graph: GraphPort;
  readonly settings: PublishingSettings;
  /** Scope of the caller's workspace; throws UNAUTHENTICATED without a caller. */
  scope(): Scope<Tables>;
  /**
   * The same scope for work that must complete even if the caller disconnects, such as quota
   * refunds.
   */
  lasting(): Scope<Tables>;
  readonly posts: Loader<Post>;
  readonly accounts: Loader<ConnectedAccount>;
  readonly mediaAssets: Loader<MediaAsset>;
  /** The targets of a post. */
  readonly targets: Loader<{ targets: Target[] }>;
  /** Newest metrics of a post at its accounts. */
  readonly numbers: { load(postId: string): Promise<readonly Reading[]> };
  /** Metrics history of a post, newest first. */
  readonly readings: ListLoader<ReadingsRequest, Reading>;
  /** Audit entries of a post, newest first. */
  readonly audits: ListLoader<AuditRequest, AuditEntry>;
  /** Audiences from the creators subgraph; null if unknown there. */
  readonly audiences: { load(creator: CreatorReference): Promise<Audience | null> };
  /** Replies to community posts and mentions, by the id of the subject. */
  readonly replies: Readonly<Record<ReplyToType, Loader<{ posts: Post[] }>>>;
}

/** Opens the resources from the settings. */
export function openResources({
  db,
  settings,
  config,
  metrics,
  clock,
}: SubgraphServices<Tables, Spec>): Resources {
  const ai = config.read(aiSettings);
  return {
    publishers: openPublishers(config.read(platformSettings), {
      metrics: upstreamMetrics(metrics),
      timeout: settings.PUBLISHING_TIMEOUT_MS,
      allowPrivate: settings.PUBLISHING_ALLOW_PRIVATE_ADDRESSES === 'true',
      clock,
    }).set('sandbox', sandbox({ db: db as never, address: publicAddress(settings), clock })),
    secrets: openSecrets(settings),
    store: openMediaStore(settings),
    engine: openEngine(openModel(ai, { metrics: upstreamMetrics(metrics), clock })),
    ledger: openUsageLedger(ai, clock),
  };
}

export function createContext(source: ContextSource<Tables, Spec>, resources: Resources): Context {
  const asking = () => delegated(source, CREATOR_RIGHTS);
  const replies = (type: ReplyToType) => loaderById((ids) => loadReplies(source.scope(), type, ids));
  const accounts = loaderById((ids) => loadAccounts(source.scope(), ids));
  const targets = loaderById(async (ids) => {
    const found = Map.groupBy(await listTargets(source.scope(), ids), ({ postId }) => postId);
    return ids.map((id) => ({ id, targets: found.get(id) ?? [] }));
  });
  return {
    ...source,
    ...resources,
    targets,
    numbers: new DataLoader(async (ids: readonly string[]) => {
      const posts = await Promise.all(ids.map(async (id) => (await targets.load(id))!));
      const now = new Date(source.clock());
      const reader = { graph: source.graph, as: asking(), scope: source.scope(), now };
      return readNumbers({ ...reader, publishers: resources.publishers, accounts }, posts);
    }),
    readings: batchLoader((requests) => loadReadings(source.scope(), requests)),
    audits: batchLoader((requests) => loadAudits(source.scope(), requests)),
    posts: loaderById((ids) => loadPosts(source.scope(), ids)),
    accounts,
    mediaAssets: loaderById((ids) => loadMediaAssets(source.scope(), ids)),
    audiences: audiences(source.graph, asking),
    replies: { CommunityPost: replies('CommunityPost'), Mention: replies('Mention') },
  };
}

/** Assembles the parts of the delivery worker; tests override some of them. */
export function deliveryParts(
  services: SubgraphServices<Tables, Spec>,
  { publishers, secrets, store }: Resources,
  changes: Partial<DeliveryParts> = {},
): DeliveryParts {
  return {
    db: services.db,
    publishers,
    log: services.log,
    now: () => new Date(services.clock()),
    leaseMs: services.settings.PUBLISHING_LEASE_MS,
    credentials: openAccountCredentials({ publishers, secrets }),
    async media(scope, ids) {
      if (ids.length === 0) return [];
      const found = new Map((await loadMediaAssets(scope, ids)).map((asset) => [asset.id, asset]));
      return ids.map((id) => {
        const { contentType, size, alt } = found.get(id)!;
        const asset = found.get(id)!;
        return { contentType, size, alt, url: store.urlOf(asset), read: () => store.read(asset) };
      });
    },
    ...changes,
  };
}
