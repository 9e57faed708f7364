/** A count that the platform publishes; null, never 0, if it does not. */
type Count = number | null;

/** The author of an item. A member is null if the source does not deliver it. */
export interface ItemAuthor {
  /** The platform's permanent id, such as a DID. */
  readonly nativeId: string | null;
  /** The name in addresses, without `@`; null until the source has resolved it. */
  readonly handle: string | null;
  readonly displayName: string | null;
  readonly url: string | null;
  readonly avatarUrl: string | null;
  readonly followers: Count;
  readonly verified: boolean | null;
}

/** Attached media, or a linked page. */
export interface ItemMedia {
  readonly type: 'photo' | 'video' | 'gif' | 'link';
  readonly url: string;
  readonly alt: string | null;
}

/** Counts at the time of reading. */
export interface ItemMetrics {
  readonly likes: Count;
  readonly comments: Count;
  readonly shares: Count;
  readonly views: Count;
}

/** A public post or comment, in the same form for every platform. */
export interface Item {
  /** The platform's slug. */
  readonly platform: string;
  /** The id that is unique on the platform and the same in every answer: `t3_1abc`, an at-uri. */
  readonly nativeId: string;
  /** The address for people. */
  readonly url: string;
  readonly kind: 'post' | 'comment';
  /** The title; for a comment, its thread's title if the source delivers it. */
  readonly title: string | null;
  /** Plain text without markup or entities; empty for a bare link. */
  readonly text: string;
  /** BCP 47 tag as the platform states it; null if it does not. */
  readonly language: string | null;
  readonly author: ItemAuthor;
  readonly createdAt: Date;
  /** The item that this one replies to. */
  readonly parentId: string | null;
  /** The first item of the thread. */
  readonly rootId: string | null;
  /** Subreddit, tag, repository, instance or forum. */
  readonly community: string | null;
  readonly metrics: ItemMetrics;
  readonly media: readonly ItemMedia[];
  /** Addresses that the text links to, absolute. */
  readonly links: readonly string[];
  /** Tags without `#`. */
  readonly tags: readonly string[];
}

/** A deletion that the platform has announced: of one item, or of all items of an author. */
export type Deletion = { readonly nativeId: string } | { readonly authorId: string };

/** Metrics of an item whose source delivers none. */
export const NO_METRICS: ItemMetrics = { likes: null, comments: null, shares: null, views: null };

/** An author of whom nothing is delivered. */
export const NO_AUTHOR: ItemAuthor = {
  nativeId: null,
  handle: null,
  displayName: null,
  url: null,
  avatarUrl: null,
  followers: null,
  verified: null,
};

/** Members that every source delivers. */
type Essential = 'platform' | 'nativeId' | 'url' | 'kind' | 'text' | 'createdAt';

/** Returns an item; members that are not given are null or empty. */
export function createItem(given: Pick<Item, Essential> & Partial<Item>): Item {
  return {
    title: null,
    language: null,
    author: NO_AUTHOR,
    parentId: null,
    rootId: null,
    community: null,
    metrics: NO_METRICS,
    media: [],
    links: [],
    tags: [],
    ...given,
  };
}
