import type { ColumnType } from 'kysely';

/** A file of a post on a sandbox page. */
export interface SandboxMedia {
  readonly contentType: string;
  readonly alt: string;
  /** Public address of the file; null if it has none. */
  readonly url: string | null;
}

/** `publishing.sandbox_pages`: the page of each workspace, keyed by its unguessable address. */
export interface SandboxPagesTable {
  token: string;
  workspace_id: string;
  created_at: Date;
}

/** `publishing.sandbox_posts`: posts published to the sandbox. */
export interface SandboxPostsTable {
  workspace_id: string;
  /** See `Publisher.reserve`: the post's own id. */
  reference: string;
  bodies: string[];
  media: ColumnType<SandboxMedia[], string, string>;
  published_at: Date;
}

/** The tables of the sandbox. */
export interface SandboxTables {
  sandbox_pages: SandboxPagesTable;
  sandbox_posts: SandboxPostsTable;
}
