import type { SettingValues } from '@tributary/kit';
import type { ClientPolicy, Settings } from '../client.ts';
import type { Deletion, Item } from './item.ts';

/** A part of what a source delivers, and where to continue. */
export interface Batch {
  readonly items: readonly Item[];
  readonly deletions: readonly Deletion[];
  /**
   * Where to continue once this batch is stored. Opaque text of at most 2,000 characters, without
   * credentials. Delivering a batch twice is allowed, skipping one is not.
   */
  readonly cursor: string;
  /** Whether more can be read at once, without waiting for the next interval. */
  readonly more: boolean;
}

/** What a request of a source costs. */
export interface Cost {
  /** Requests, or units of the vendor's quota. */
  readonly units: number;
  /** US dollars; only for vendors that charge per request. */
  readonly dollars?: number;
}

/** A limit of a vendor: so many units in a sliding window. */
export interface Quota {
  readonly units: number;
  readonly windowMs: number;
}

/** The budget of a source, exact over all processes. */
export interface Budget {
  /**
   * Takes the cost of a request before it is sent. Waits while the vendor's quota is used up, if
   * that ends within a minute; otherwise throws a BudgetError with the time at which it ends.
   */
  take(cost: Cost, signal: AbortSignal): Promise<void>;
  /** Records how many units the vendor says are left until a time, in milliseconds of Unix time. */
  observe(remaining: number, resetsAt: number): Promise<void>;
}

/** A budget is used up. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
  /** Milliseconds of Unix time at which it can be used again. */
  readonly until: number;

  constructor(message: string, until: number) {
    super(message);
    this.until = until;
  }
}

/** Services that a source is opened with. */
export interface ListenServices<Spec extends Settings> {
  readonly settings: SettingValues<Spec>;
  readonly policy: ClientPolicy;
  readonly budget: Budget;
}

/** Conditions of one reading. */
export interface ReadOptions {
  readonly signal: AbortSignal;
}

/** Reads everything that is new, in steps. */
export interface PolledTail {
  /** Shortest time between two readings, in milliseconds. */
  readonly intervalMs: number;
  /** Reads what has appeared since `cursor`; null starts at the newest. */
  poll(cursor: string | null, options: ReadOptions): Promise<Batch>;
}

/** Receives everything that is new over a connection that stays open. */
export interface StreamedTail {
  /**
   * Delivers batches until `signal` is aborted or the connection fails, then throws. A batch is
   * complete after at most half a second or 500 items.
   */
  stream(cursor: string | null, options: ReadOptions): AsyncIterable<Batch>;
}

/** A query for a vendor's search. */
export interface SearchRequest {
  /** In the vendor's own syntax. */
  readonly query: string;
  /** Items created before this time are not wanted. */
  readonly since: Date;
  /** Continues the same search; null starts it at the newest item. */
  readonly cursor: string | null;
}

/** Finds items by a search string. */
export interface Search {
  readonly intervalMs: number;
  /**
   * Returns a page, newest first; `more` is false and the cursor empty when `since` or the vendor's
   * last page is reached.
   */
  search(request: SearchRequest, options: ReadOptions): Promise<Batch>;
  /** Cost of one page, for estimates. */
  readonly pageCost: Cost;
  readonly pageSize: number;
}

/**
 * Reads what is new at one named place: a subreddit, an instance, a forum, a feed, a repository.
 */
export interface Places {
  readonly intervalMs: number;
  /** Says in words why a place cannot be read (unknown, private, not a feed); null if it can. */
  check(place: string, options: ReadOptions): Promise<string | null>;
  poll(place: string, cursor: string | null, options: ReadOptions): Promise<Batch>;
}

/** The state of an item at its platform. */
export type ItemState = 'deleted' | Pick<Item, 'nativeId' | 'metrics' | 'text' | 'title'>;

/** How many items a deletion check takes, and how often all stored items are checked. */
export interface DeletionCheckLimits {
  /** Maximum time between two checks of an item, in milliseconds. */
  readonly intervalMs: number;
  /** Maximum number of items of one job. */
  readonly mostItems: number;
}

/** Asks a platform which of many items have been deleted; it needs minutes for a job. */
export interface DeletionCheck {
  /** Starts a job for at most `mostItems` items, and returns its id. */
  start(nativeIds: readonly string[], options: ReadOptions): Promise<string>;
  /** Returns the deleted items of a job; null while it runs. Throws if it has failed. */
  result(job: string, options: ReadOptions): Promise<readonly string[] | null>;
}

/** An open source: what it can do is present. */
export interface Source {
  readonly tail?: PolledTail | StreamedTail;
  readonly search?: Search;
  readonly places?: Places;
  /** Adds what a tail does not deliver (handles, counts); called for matching items only. */
  complete?(items: readonly Item[], options: ReadOptions): Promise<readonly Item[]>;
  /**
   * Reads items again, in the given order, for new counts and deletions; null if it cannot tell.
   */
  recheck?(nativeIds: readonly string[], options: ReadOptions): Promise<readonly (ItemState | null)[]>;
  /** Present if the listening part has `deletionCheck`. */
  readonly deletions?: DeletionCheck;
  /** Reads posts by the ids of `postAt`, in the given order; null for one that does not exist. */
  find?(ids: readonly string[], options: ReadOptions): Promise<readonly (Item | null)[]>;
  /**
   * Reads up to `most` comments on an item, in the order in which the platform shows them; none if
   * the platform has none for such an item.
   */
  comments?(item: Item, most: number, options: ReadOptions): Promise<readonly Item[]>;
}

/** The listening part of a platform. */
export interface ListenPart<Spec extends Settings> {
  /** Whether it works without any setting, and is therefore on by default. */
  readonly keyless: boolean;
  /** What it needs, in words for an operator. */
  readonly requires: string;
  /**
   * Days after which stored items must be deleted by the platform's terms; null if they say
   * nothing.
   */
  readonly retentionDays: number | null;
  /**
   * Present if stored items must follow deletions at the platform, and the platform tells which
   * items it has deleted. The record of delivered items is then kept as long as the items.
   */
  readonly deletionCheck?: DeletionCheckLimits;
  /** The vendor's limits, counted in the budget that `open` receives. */
  readonly quota: readonly Quota[];
  /**
   * Returns the id of the post at an address, for `find`; null if the address is not that of a post
   * of this platform. Present if the source has `find`.
   */
  readonly postAt?: (url: URL) => string | null;
  /** Opens the source; null if a required setting is missing. */
  open(services: ListenServices<Spec>): Source | null;
}
