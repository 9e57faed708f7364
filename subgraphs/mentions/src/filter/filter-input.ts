import type { Metric } from './condition.ts';

interface Values {
  values: string[];
}
interface AnyOf {
  anyOf: string[];
}

/** `input MentionFilter`, with enum values as stored; exactly one member must be given. */
export interface MentionFilterInput {
  keyword?: { operator: 'is' | 'is_not'; value: string } | null;
  sentiment?: Values | null;
  metricChange?: MetricChangeInput | null;
  source?: Values | null;
  contentTopic?: AnyOf | null;
  contentIntention?: AnyOf | null;
  toneOfVoice?: AnyOf | null;
  hook?: AnyOf | null;
  cta?: AnyOf | null;
  mentionedBrands?: BrandsInput | null;
  countryCode?: Values | null;
  hasMedia?: { value: boolean } | null;
  dominantEmotion?: Values | null;
  language?: AnyOf | null;
}

/** `input MetricChangeFilter`; exactly one comparison must be given. */
export interface MetricChangeInput {
  metric: Metric;
  greaterThan?: number | null;
  lessThan?: number | null;
  inRange?: { min: number; max: number } | null;
  changedBy?: { value: number; direction?: 'up' | 'down' | null } | null;
}

/** `input MentionedBrandsFilter`; exactly one member must be given. */
export interface BrandsInput {
  anyOf?: string[] | null;
  equals?: string | null;
  contains?: string | null;
}
