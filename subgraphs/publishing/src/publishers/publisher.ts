import type { UpstreamMetrics } from '@tributary/kit/http-client';
import type { Numbers, SandboxAudience } from '../sandbox/numbers.ts';
import type { CredentialNames } from './credentials.ts';
import type { SandboxServices } from './sandbox.ts';
import type { PublisherSettings } from './settings.ts';

/** The platforms that posts are published to. */
export const PLATFORMS = [
  'bluesky',
  'mastodon',
  'discord',
  'slack',
  'telegram',
  'webhook',
  'x',
  'linkedin',
  'dev',
  'sandbox',
] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Credentials of one account as its platform needs them: a flat record of strings, encrypted at rest. */
export type Credentials = Readonly<Record<string, string>>;

/** One file to be published with a post. */
export interface OutgoingMedia {
  readonly contentType: string;
  readonly size: number;
  /** Description for those who cannot see it; empty when there is none. */
  readonly alt: string;
  /** Public address of the file, where it has one. */
  readonly url?: string;
  /** Reads the bytes; called at the time of sending. */
  read(): Promise<Uint8Array>;
}

/** What is sent to one account. */
export interface OutgoingPost {
  readonly body: string;
  /** The posts that follow it, each an answer to the one before; empty for a single post. */
  readonly thread: readonly string[];
  readonly media: readonly OutgoingMedia[];
  /**
   * Made once by {@link Publisher.reserve} and kept before anything is sent: the platform's idempotency key, or the id
   * that the post shall have there. The same for every try.
   */
  readonly reference: string;
  /** When the first try began: what was published before it is not ours. */
  readonly startedAt: Date;
}

/** Where a post stands on its platform. */
export interface Published {
  /** The platform's own id of it; null where the platform tells none. */
  readonly id: string | null;
  /** Public address of it; null where there is none. */
  readonly url: string | null;
}

/** Who an account is, as its platform says when its credentials were tried. */
export interface VerifiedAccount {
  /** The platform's own id of the account: unique there. */
  readonly externalId: string;
  readonly handle: string;
  readonly displayName: string | null;
  readonly avatarUrl: string | null;
  readonly profileUrl: string | null;
  /** Credentials that the platform gives itself, in place of those that were tried. */
  readonly credentials?: Credentials;
}

/** Why a post does not fit a platform: found before anything is sent. */
export interface Unfit {
  readonly field: 'body' | 'thread' | 'media';
  readonly message: string;
}

/** What a failed try means. */
export type Fault =
  /** Refused by the platform, nothing was published: it may be tried again by hand. */
  | 'refused'
  /** Nothing was published, and later it may work: tried again by itself after `retryAfter`. */
  | 'retry'
  /** The credentials are no longer good: the account must be connected again. */
  | 'credentials'
  /** The answer was lost after the request had left: it may have been published, and is never sent again. */
  | 'unconfirmed';

/** A failed try, in words fit for the workspace. */
export class PublishError extends Error {
  readonly fault: Fault;
  /** Seconds, when the platform says how long to wait. */
  readonly retryAfter: number | null;
  constructor(fault: Fault, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PublishError';
    this.fault = fault;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** One platform that posts are published to. No file but its own knows how. */
export interface Publisher {
  readonly platform: Platform;
  readonly credentials: CredentialNames;
  readonly limits: {
    /** Longest body, in the platform's own counting, and that counting. */
    readonly length: number;
    count(body: string): number;
    /** Most files. */
    readonly media: number;
    /** Most posts that follow the first one as its thread; absent where no thread can be published all at once. */
    readonly thread?: number;
  };
  /** What of a post does not fit; empty when it may be sent. Nothing is asked of the platform. */
  check(post: {
    body: string;
    thread: readonly string[];
    media: readonly Pick<OutgoingMedia, 'contentType' | 'size'>[];
  }): readonly Unfit[];
  /** Makes the reference of a post that is about to be sent for the first time; `posts` is 1 and its thread's length. */
  reserve(posts: number): string | Promise<string>;
  /** Tries credentials; a PublishError `credentials` when they are not good. */
  verify(credentials: Credentials, signal: AbortSignal, workspaceId: string): Promise<VerifiedAccount>;
  /**
   * Asks the platform for new credentials, by those of an account whose tokens live shortly; null when it has nothing to
   * renew them by. The new ones hold `expiresAt`, an ISO time, and must be kept before they are used: what renewed them is
   * spent. A PublishError `credentials` when that is refused. Only where tokens are renewed.
   */
  renew?(credentials: Credentials, now: Date, signal: AbortSignal): Promise<Credentials | null>;
  /** Sends; a PublishError when it does not stand there afterwards, or may not. */
  publish(post: OutgoingPost, credentials: Credentials, signal: AbortSignal): Promise<Published>;
  /**
   * Reads back whether an unconfirmed post stands there; null when it certainly does not, `unknown` when the platform
   * cannot tell.
   */
  find(
    post: OutgoingPost,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<Published | null | 'unknown'>;
  /**
   * Reads what published posts did, by their references. Only where the platform is a part of this installation; the
   * creators subgraph is asked about all others.
   */
  numbers?(
    workspaceId: string,
    references: readonly string[],
    now: Date,
  ): Promise<ReadonlyMap<string, Numbers>>;
  /** Reads the audience of the workspace's account. Only where the platform is a part of this installation. */
  audience?(workspaceId: string, now: Date): Promise<SandboxAudience & { readonly posts: number }>;
}

/** What publishers are opened with. */
export interface PublisherServices {
  readonly settings: PublisherSettings;
  readonly metrics: UpstreamMetrics;
  /** What the sandbox publishes with; there is no sandbox without. */
  readonly sandbox?: SandboxServices;
}
