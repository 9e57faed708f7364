import type { Generated } from 'kysely';

/** `publishing.media_assets`: announced and uploaded files. */
export interface MediaAssetsTable {
  workspace_id: string;
  /** `media_…` */
  id: string;
  /** Key of the bytes in the store. Unguessable, because knowing it grants read access. */
  key: string;
  filename: string;
  content_type: string;
  size: number;
  alt: string;
  status: 'pending' | 'ready';
  /** Hexadecimal digest of the bytes; null until they are confirmed. */
  sha256: string | null;
  created_at: Date;
  confirmed_at: Date | null;
  /** Expiry of the upload. */
  expires_at: Date;
}

/** `publishing.personas`: the writing persona of a workspace; at most one. */
export interface PersonasTable {
  workspace_id: string;
  name: string | null;
  voice: string | null;
  tones: string[];
  topics: string[];
  examples: string[];
  updated_at: Date | null;
}

/** `publishing.ai_usage`: assistance calls per calendar month (UTC). */
export interface AiUsageTable {
  workspace_id: string;
  /** `2026-03` */
  month: string;
  used: Generated<number>;
}

/** The tables of assistance and media. */
export interface AssistanceTables {
  media_assets: MediaAssetsTable;
  personas: PersonasTable;
  ai_usage: AiUsageTable;
}

export const assistanceTables = ['media_assets', 'personas', 'ai_usage'] as const;
