import { useGraph, useSettled } from '../../../graph/index.ts';
import { previewQuery } from '../tracker-operations.ts';
import type { QueryFault } from './query-editor.tsx';
import { languagesOf, platformsOf, type TrackerValues } from './tracker-values.ts';

/** Asks what a query finds once the person pauses while typing. */
export function usePreview(values: TrackerValues) {
  const settled = useSettled(values);
  const { data, problem, isLoading, retry } = useGraph(
    previewQuery,
    { query: settled.query, languages: languagesOf(settled), platforms: platformsOf(settled) },
    { pause: !settled.query.trim() },
  );
  const result = settled.query.trim() ? data?.previewTracker : null;
  const isCurrent = settled.query === values.query && !isLoading;
  const fault: QueryFault | null = result?.__typename === 'InvalidQuery' && isCurrent ? result : null;
  return {
    found: result?.__typename === 'TrackerPreview' ? result : null,
    fault,
    /** Why another value, such as a language, was refused. */
    refusal: result?.__typename === 'InvalidInput' ? result.message : null,
    problem,
    isCurrent,
    retry,
  };
}

export type Preview = ReturnType<typeof usePreview>;
