import type { Generated } from 'kysely';

/** `publishing.media_assets`: files that were announced, and those that came. */
export interface MediaAssetsTable {
  workspace_id: string;
  /** `media_…` */
  id: string;
  /** Key of the bytes in the store. It is unguessable, because knowing it permits reading them. */
  key: string;
  filename: string;
  content_type: string;
  size: number;
  alt: string;
  status: 'pending' | 'ready';
  /** Of the bytes, in hexadecimal; null until they are confirmed. */
  sha256: string | null;
  created_at: Date;
  confirmed_at: Date | null;
  /** Until when the bytes may be sent. */
  expires_at: Date;
}

/** `publishing.personas`: how a workspace speaks; at most one. */
export interface PersonasTable {
  workspace_id: string;
  name: string | null;
  voice: string | null;
  tones: string[];
  topics: string[];
  examples: string[];
  updated_at: Date | null;
}

/** `publishing.ai_usage`: calls of one month in UTC. */
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
