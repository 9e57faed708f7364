import { type RawBuilder, sql } from 'kysely';
import { type Dimension, EMOTION, SENTIMENT } from './mention-figures.ts';

/**
 * SQL expressions per dimension: `key` is the counted value, and mentions are skipped if `of` is
 * null.
 */
export const KEY_OF: Readonly<
  Record<Dimension, { key: RawBuilder<string | null>; of: RawBuilder<unknown>; source?: RawBuilder<string> }>
> = {
  day: {
    key: sql`to_char(mentions.posted_at at time zone 'UTC', 'YYYY-MM-DD')`,
    of: sql`mentions.posted_at`,
  },
  sentiment: { key: SENTIMENT, of: SENTIMENT },
  source: { key: sql`mentions.source`, of: sql`mentions.source`, source: sql`mentions.source` },
  topic: { key: sql`unnest(mentions.topics)`, of: sql`mentions.topics` },
  brand: { key: sql`unnest(mentions.brands)`, of: sql`mentions.brands` },
  country: { key: sql`mentions.country_code`, of: sql`mentions.country_code` },
  emotion: { key: EMOTION, of: EMOTION },
  author: {
    key: sql`mentions.author ->> 'handle'`,
    of: sql`mentions.author ->> 'handle'`,
    source: sql`mentions.source`,
  },
};
