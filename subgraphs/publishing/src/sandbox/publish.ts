import { randomBytes, randomUUID } from 'node:crypto';
import {
  type Credentials,
  graphemeLength,
  PICTURES,
  PublishError,
  type Published,
  type Publisher,
  violations,
} from '@tributary/platforms';
import type { Kysely } from 'kysely';
import {
  countSandboxPosts,
  ensurePage,
  findPage,
  insertSandboxPost,
  loadSandboxPosts,
  type SandboxPage,
} from './data/sandbox.ts';
import type { SandboxTables } from './data/sandbox-tables.ts';
import { audienceAt, numbersAt } from './numbers.ts';

/** First path segment of sandbox pages. */
export const SANDBOX_PATH = 'sandbox';
const TYPES = [...PICTURES, 'video/mp4'];

/** Database of the sandbox, and public address of the gateway. */
export interface SandboxServices {
  readonly db: Kysely<SandboxTables>;
  readonly address: string;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}

/**
 * Publishes to a page of the gateway that lists the workspace's posts. Needs no network and no
 * credentials, so that everything around publishing can be tried out. The page's address is
 * unguessable and stored as the account's credentials.
 */
export function sandbox({ db, address, clock }: SandboxServices): Publisher {
  const limits = { length: 1_000, media: 10, thread: 99, count: graphemeLength };
  const urlOf = ({ token }: SandboxPage) => `${address}/${SANDBOX_PATH}/${token}`;
  const toPublished = (page: SandboxPage, reference: string): Published => ({
    id: reference,
    url: `${urlOf(page)}#${reference}`,
  });
  const scopeOf = ({ workspaceId }: SandboxPage) => ({ db, workspaceId });
  return {
    limits,
    check: (post) => violations({ platform: 'The sandbox', limits, types: TYPES }, post),
    reserve: () => randomUUID(),
    async verify(_credentials, _signal, workspaceId) {
      const page = await ensurePage({ db, workspaceId }, newToken(), new Date(clock()));
      return {
        externalId: SANDBOX_PATH,
        handle: SANDBOX_PATH,
        displayName: 'Sandbox',
        avatarUrl: null,
        profileUrl: urlOf(page),
        credentials: { page: page.token },
      };
    },
    async publish({ reference, body, thread, media, startedAt }, credentials) {
      const page = await pageOf(db, credentials);
      await insertSandboxPost(scopeOf(page), {
        reference,
        bodies: [body, ...thread],
        media: media.map(({ contentType, alt, url = null }) => ({ contentType, alt, url })),
        publishedAt: startedAt,
      });
      return toPublished(page, reference);
    },
    async find({ reference }, credentials) {
      const page = await pageOf(db, credentials);
      const [found] = await loadSandboxPosts(scopeOf(page), [reference]);
      return found ? toPublished(page, reference) : null;
    },
    async numbers(workspaceId, references, now) {
      const posts = await loadSandboxPosts({ db, workspaceId }, references);
      return new Map(
        posts.map(({ reference, publishedAt }) => [reference, numbersAt(reference, publishedAt, now)]),
      );
    },
    async audience(workspaceId, now) {
      const page = await ensurePage({ db, workspaceId }, newToken(), now);
      const posts = await countSandboxPosts({ db, workspaceId });
      return { ...audienceAt(page.token, page.createdAt, now), posts };
    },
  };
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

async function pageOf(db: Kysely<SandboxTables>, { page: token }: Credentials): Promise<SandboxPage> {
  const page = token ? await findPage(db, token) : null;
  if (!page) throw new PublishError('credentials', 'sandbox: the page is gone; connect the account again.');
  return page;
}
