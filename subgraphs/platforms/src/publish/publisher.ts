/** Credentials of an account, as its platform defines them; encrypted at rest. */
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

/** A post to send to one account. */
export interface OutgoingPost {
  readonly body: string;
  /** The posts after the first, each a reply to the one before; empty for a single post. */
  readonly thread: readonly string[];
  readonly media: readonly OutgoingMedia[];
  /**
   * Created once by {@link Publisher.reserve} and stored before anything is sent: an idempotency
   * key, or the future id on the platform. The same for every attempt.
   */
  readonly reference: string;
  /** Start of the first attempt; a post published earlier is a different one. */
  readonly startedAt: Date;
}

/** Tolerated lag of a platform's clock behind ours, in milliseconds. */
const CLOCK_SKEW = 60_000;

/** Returns the earliest time, in the platform's clock, at which a post can have been published. */
export function earliestTime({ startedAt }: OutgoingPost): number {
  return startedAt.getTime() - CLOCK_SKEW;
}

/** A published post on its platform. */
export interface Published {
  /** The platform's id of the post; null if it does not return one. */
  readonly id: string | null;
  /** Public URL; null if there is none. */
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
  /** Credentials issued by the platform to replace the verified ones. */
  readonly credentials?: Credentials;
}

/** A rule of a platform that a post violates. */
export interface Violation {
  readonly field: 'body' | 'thread' | 'media';
  readonly message: string;
}

/** Meaning of a failed attempt. */
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
  /** Seconds to wait, if the platform specifies it. */
  readonly retryAfter: number | null;
  constructor(fault: PublishFault, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PublishError';
    this.fault = fault;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** Metrics of a published post. */
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

/** Publisher for one platform. */
export interface Publisher {
  readonly limits: {
    /** Maximum length of a body in the platform's own unit, and the function that counts it. */
    readonly length: number;
    count(body: string): number;
    /** Maximum number of files. */
    readonly media: number;
    /**
     * Maximum number of posts after the first one of a thread; absent if the platform cannot
     * publish threads at once.
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
   * Creates the reference of a post before its first attempt; `posts` is 1 plus the length of its
   * thread.
   */
  reserve(posts: number): string | Promise<string>;
  /**
   * Returns the account of the credentials; throws a PublishError `credentials` if they are
   * invalid.
   */
  verify(credentials: Credentials, signal: AbortSignal, workspaceId: string): Promise<VerifiedAccount>;
  /**
   * Renews short-lived tokens; null if the account has no refresh token. The new credentials hold
   * `expiresAt`, an ISO time, and must be stored before use, because the old refresh token is
   * spent.
   */
  renew?(credentials: Credentials, now: Date, signal: AbortSignal): Promise<Credentials | null>;
  /** Publishes a post; throws a PublishError if it was not or may not have been published. */
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
   * Returns the metrics of published posts by reference. Only platforms of this installation
   * implement it; the creators subgraph reads the others.
   */
  numbers?(
    workspaceId: string,
    references: readonly string[],
    now: Date,
  ): Promise<ReadonlyMap<string, PostMetrics>>;
  /** Returns the audience of the workspace's account; only for platforms of this installation. */
  audience?(workspaceId: string, now: Date): Promise<AccountAudience>;
}
