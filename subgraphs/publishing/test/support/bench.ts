import { randomUUID } from 'node:crypto';
import type { GraphPort, SubgraphServices } from '@tributary/kit';
import { type Config, createLogger } from '@tributary/kit/host';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { jobQueue, type TestDatabase, testConfig } from '@tributary/kit/testing';
import type { Credentials, PublishingPlatform as Platform } from '@tributary/platforms';
import type { Pool } from 'pg';
import { Registry } from 'prom-client';
import { accountSecrets } from '../../src/accounts/index.ts';
import { deliveryParts, openResources } from '../../src/context.ts';
import { upsertAccount } from '../../src/data/accounts.ts';
import { type AuditEntry, loadAudits } from '../../src/data/audit.ts';
import { loadPosts } from '../../src/data/posts.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { listTargets } from '../../src/data/targets.ts';
import { createDeliveryWorker, type DeliveryParts } from '../../src/delivery/index.ts';
import { newId } from '../../src/ids.ts';
import * as transitions from '../../src/posts/transitions.ts';
import { publishingSettings } from '../../src/settings.ts';

/** Settings of every process that publishes in these tests. */
export const SETTINGS = {
  PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true',
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
  PUBLISHING_LEASE_MS: '60000',
};

/** Services for deliveries, without a running subgraph. */
function servicesOf(pool: Pool, config: Config): SubgraphServices<Tables, typeof publishingSettings> {
  const graph: GraphPort = {
    ask: async () => {
      throw new Error('This test has no graph.');
    },
  };
  return {
    db: kyselyFor<Tables>(pool, 'publishing', tenantTables),
    lockSessions: kyselyFor<Tables>(pool, 'publishing', tenantTables),
    log: createLogger('silent'),
    clock: Date.now,
    settings: config.read(publishingSettings),
    config,
    graph,
    metrics: new Registry(),
    queue: jobQueue(),
  };
}

/** A workspace that publishes, without a gateway. */
export interface Bench {
  readonly scope: Scope<Tables>;
  /** Delivery parts whose clock is `later` milliseconds ahead. */
  parts(changes?: Partial<DeliveryParts>, later?: number): DeliveryParts;
  /** Transition context with all rights, `later` milliseconds ahead. */
  transition(later?: number): transitions.TransitionContext;
  /** Connects an account and returns its id. */
  account(platform: Platform, credentials: Credentials): Promise<string>;
  /** Creates a post for accounts and publishes it; returns its id. */
  publish(accountIds: string[], body?: string): Promise<string>;
  /** Returns the current state of a post and its targets. */
  look(id: string): Promise<{ status: string; publishedAt: Date | null; targets: LookedAt[] }>;
  /** Lists the audit entries of a post, newest first. */
  audit(id: string): Promise<AuditEntry[]>;
}

interface LookedAt {
  status: string;
  url: string | null;
  attempts: number;
  error: string | null;
}

/** Returns the time of the next attempt at an account; null if there is none. */
export async function nextAttempt(bench: Bench, id: string, accountId?: string): Promise<Date | null> {
  const targets = await listTargets(bench.scope, [id]);
  return targets.find((each) => !accountId || each.accountId === accountId)!.nextAttemptAt;
}

/** Delivers until nothing is due and nothing is in flight. */
export async function drain(parts: DeliveryParts): Promise<void> {
  const worker = createDeliveryWorker(parts);
  for (;;) {
    const leased = worker.hasRoom() ? await worker.take() : 0;
    if (leased === 0 && worker.size() === 0) return;
    if (leased === 0) await worker.next();
  }
}

/** Opens a workspace that publishes, with `settings` besides {@link SETTINGS}. */
export function openBench(
  { database, url }: TestDatabase,
  settings: Readonly<Record<string, string>> = {},
): Bench {
  const config = testConfig({ ...SETTINGS, DATABASE_URL: url, ...settings });
  const services = servicesOf(database.pool, config);
  const scope = { db: services.db, workspaceId: randomUUID() };
  const { publishers, secrets } = openResources(services);
  const at = (later: number) => new Date(Date.now() + later);
  const transition = (later = 0) => ({ scope, publishers, principal: null, now: at(later) });
  return {
    scope,
    // A new process each time: rate limits of platforms are remembered by the machine's clock.
    parts: (changes, later = 0) =>
      deliveryParts(services, openResources(services), { now: () => at(later), ...changes }),
    transition,
    async publish(accountIds, body = 'Launch day is here.') {
      const id = await transitions.create(transition(), { body, accountIds }, null);
      await transitions.publish(transition(), id);
      return id;
    },
    async account(platform, credentials) {
      const sealed = await accountSecrets.seal(secrets, scope.workspaceId, credentials);
      const account = await upsertAccount(scope, {
        id: newId('acct'),
        platform,
        externalId: randomUUID(),
        handle: 'someone',
        displayName: null,
        avatarUrl: null,
        profileUrl: null,
        credentials: sealed,
        at: new Date(),
      });
      return account.id;
    },
    audit: async (postId) => (await loadAudits(scope, [{ postId, limit: 100 }]))[0]!,
    async look(id) {
      const [post] = await loadPosts(scope, [id]);
      const targets = await listTargets(scope, [id]);
      return {
        status: post!.status,
        publishedAt: post!.publishedAt,
        targets: targets.map(({ status, url, attempts, errorCode }) => ({
          status,
          url,
          attempts,
          error: errorCode,
        })),
      };
    },
  };
}
