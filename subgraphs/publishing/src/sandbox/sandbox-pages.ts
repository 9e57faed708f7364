import type { Config } from '@tributary/kit/host';
import { kyselyFor } from '@tributary/kit/postgres';
import type { PostMetrics } from '@tributary/platforms';
import type { Pool } from 'pg';
import { type Tables, tenantTables } from '../data/tables.ts';
import { addressSettings, publicAddress } from '../public-address.ts';
import { countSandboxPosts, findPage, listSandboxPosts } from './data/sandbox.ts';
import type { SandboxMedia } from './data/sandbox-tables.ts';
import { audienceAt, numbersAt } from './numbers.ts';
import { SANDBOX_PATH } from './publish.ts';

/** A post as shown on its page. */
export interface ShownPost {
  readonly reference: string;
  readonly bodies: readonly string[];
  readonly media: readonly SandboxMedia[];
  readonly publishedAt: Date;
  readonly numbers: PostMetrics;
}

/** Content of a sandbox page. */
export interface ShownPage {
  readonly followers: number;
  /** Total number of posts on the page; `posts` holds the newest. */
  readonly total: number;
  readonly posts: readonly ShownPost[];
}

/** Lookup of sandbox pages for the gateway. */
export interface SandboxPages {
  /** First path segment of page addresses. */
  readonly path: string;
  /** Origin of media served by the gateway itself. */
  readonly origin: string;
  /** Finds the page at an address; null if there is none. */
  find(token: string, now: Date): Promise<ShownPage | null>;
}

const SHOWN = 50;
const TOKEN = /^[\w-]{32}$/;

/** Opens the pages that the sandbox publisher writes. */
export function openSandboxPages(pool: Pool, config: Config): SandboxPages {
  const db = kyselyFor<Tables>(pool, 'publishing', tenantTables);
  return {
    path: SANDBOX_PATH,
    origin: new URL(publicAddress(config.read(addressSettings))).origin,
    async find(token, now) {
      const page = TOKEN.test(token) ? await findPage(db, token) : null;
      if (!page) return null;
      const scope = { db, workspaceId: page.workspaceId };
      const [posts, total] = await Promise.all([listSandboxPosts(scope, SHOWN), countSandboxPosts(scope)]);
      return {
        followers: audienceAt(page.token, page.createdAt, now).followers,
        total,
        posts: posts.map((post) => ({ ...post, numbers: numbersAt(post.reference, post.publishedAt, now) })),
      };
    },
  };
}
