/** Credentials of one account as its platform needs them; encrypted at rest. */
export type Credentials = Readonly<Record<string, string>>;

/** Names of the credentials that an account is connected with. */
export interface CredentialNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** One file of a post. */
export interface OutgoingMedia {
  readonly contentType: string;
  readonly size: number;
  /** Alternative text; empty if there is none. */
  readonly alt: string;
  /** Public address of the file, if it has one. */
  readonly url?: string;
  /** Reads the bytes, at the time of sending. */
  read(): Promise<Uint8Array>;
}

/** What is sent to one account. */
export interface OutgoingPost {
  readonly body: string;
  /** The posts after the first, each a reply to the one before; empty for a single post. */
  readonly thread: readonly string[];
  readonly media: readonly OutgoingMedia[];
  /**
   * Made once by {@link Publisher.reserve} and stored before anything is sent: an idempotency key,
   * or the id that the post will have on its platform. The same for every attempt.
   */
  readonly reference: string;
  /** When the first attempt began; a post that was published earlier is another one. */
  readonly startedAt: Date;
}

/** A published post on its platform. */
export interface Published {
  /** The platform's id of it; null if the platform does not return one. */
  readonly id: string | null;
  /** Public address of it; null if there is none. */
  readonly url: string | null;
}

/** An account as its platform describes it when credentials are verified. */
export interface VerifiedAccount {
  /** The platform's id of the account. */
  readonly externalId: string;
  readonly handle: string;
  readonly displayName: string | null;
  readonly avatarUrl: string | null;
  readonly profileUrl: string | null;
  /** Credentials that the platform issues in place of those that were verified. */
  readonly credentials?: Credentials;
}

/** A rule of a platform that a post violates. */
export interface Violation {
  readonly field: 'body' | 'thread' | 'media';
  readonly message: string;
}

/** What a failed attempt means. */
export type PublishFault =
  /** The platform rejected it and published nothing; a person may retry it. */
  | 'refused'
  /** Nothing was published; it is retried automatically after `retryAfter`. */
  | 'retry'
  /** The credentials are no longer valid; the account must be connected again. */
  | 'credentials'
  /**
   * The response was lost after the request was sent: the post may exist, so it is never sent
   * blindly again.
   */
  | 'unconfirmed';

/** A failed attempt; its message is shown to the workspace. */
export class PublishError extends Error {
  readonly fault: PublishFault;
  /** Seconds to wait, if the platform says how long. */
  readonly retryAfter: number | null;
  constructor(fault: PublishFault, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PublishError';
    this.fault = fault;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** What a published post achieved. */
export interface PostMetrics {
  readonly impressions: number;
  readonly likes: number;
  readonly comments: number;
  readonly shares: number;
}

/** The audience of an account. */
export interface AccountAudience {
  readonly followers: number;
  readonly following: number;
  readonly posts: number;
}

/** How posts are published on one platform. */
export interface Publisher {
  readonly limits: {
    /** Longest body, as the platform counts it, and that count. */
    readonly length: number;
    count(body: string): number;
    /** Most files. */
    readonly media: number;
    /**
     * Most posts after the first one of a thread; absent if a thread cannot be published at once.
     */
    readonly thread?: number;
  };
  /** Returns the rules that a post violates, without calling the platform. */
  check(post: {
    body: string;
    thread: readonly string[];
    media: readonly Pick<OutgoingMedia, 'contentType' | 'size'>[];
  }): readonly Violation[];
  /**
   * Makes the reference of a post before its first attempt; `posts` is 1 plus the length of its
   * thread.
   */
  reserve(posts: number): string | Promise<string>;
  /** Returns the account of credentials; a PublishError `credentials` if they are not valid. */
  verify(credentials: Credentials, signal: AbortSignal, workspaceId: string): Promise<VerifiedAccount>;
  /**
   * Renews short-lived tokens; null if the account has nothing to renew them with. The new
   * credentials hold `expiresAt`, an ISO time, and must be stored before they are used, because the
   * old refresh token is spent.
   */
  renew?(credentials: Credentials, now: Date, signal: AbortSignal): Promise<Credentials | null>;
  /** Publishes a post; a PublishError if it does not exist afterwards, or may not. */
  publish(post: OutgoingPost, credentials: Credentials, signal: AbortSignal): Promise<Published>;
  /**
   * Finds an unconfirmed post; null if it certainly does not exist, `unknown` if the platform
   * cannot tell.
   */
  find(
    post: OutgoingPost,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<Published | null | 'unknown'>;
  /**
   * Returns the metrics of published posts by their references. Only a platform that is a part of
   * this installation has it; the creators subgraph reads those of all others.
   */
  numbers?(
    workspaceId: string,
    references: readonly string[],
    now: Date,
  ): Promise<ReadonlyMap<string, PostMetrics>>;
  /** Returns the audience of the workspace's account; likewise. */
  audience?(workspaceId: string, now: Date): Promise<AccountAudience>;
}
