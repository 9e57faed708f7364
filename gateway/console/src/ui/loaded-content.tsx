import type { ReactNode } from 'react';
import type { Loaded } from '../graph/index.ts';
import { Failure, Skeleton } from './states.tsx';

interface LoadedContentProps<Data> {
  readonly loaded: Loaded<Data>;
  /** What is loaded, as in "The webhooks could not be loaded". */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
  /** Number of lines of the placeholder. */
  readonly lines?: number;
}

/** The content of a query: a placeholder while it loads, and why it could not be loaded. */
export function LoadedContent<Data>({ loaded, what, children, lines = 6 }: LoadedContentProps<Data>) {
  const { data, problem, retry } = loaded;
  if (data) return children(data);
  if (!problem) return <Skeleton lines={lines} height={28} />;
  return <Failure title={`The ${what} could not be loaded`} problem={problem} onRetry={retry} />;
}
