import type { ReactNode } from 'react';
import type { RequestProblem } from '../graph/index.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

/** Lines of the height that the content will have. */
export function Skeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  return (
    <div role="status" className="grid gap-3 p-4">
      <span className="sr-only">Loading</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The lines are equal and never move.
        <div key={index} className="skeleton" style={{ height, width: index % 3 === 2 ? '60%' : '100%' }} />
      ))}
    </div>
  );
}

interface EmptyProps {
  /** What would be here. */
  readonly title: string;
  /** Why it is not here. */
  readonly children: ReactNode;
  /** The action that changes it. */
  readonly action?: ReactNode;
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="mx-auto grid max-w-sm justify-items-center gap-2 px-4 py-12 text-center">
      <p className="font-semibold">{title}</p>
      <p className="text-[13px] text-muted">{children}</p>
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}

interface FailureProps {
  /** What could not be done: "The posts could not be loaded". */
  readonly title: string;
  readonly problem: RequestProblem;
  readonly onRetry?: (() => void) | undefined;
}

export function Failure({ title, problem, onRetry }: FailureProps) {
  return (
    <div role="alert" className="m-4 grid gap-2 rounded-md border border-line bg-surface p-4 text-[13px]">
      <p className="flex items-center gap-2 font-medium text-negative">
        <Icon name="warning" />
        {title}
      </p>
      <p className="text-muted">{problem.message}</p>
      {onRetry && problem.canRetry ? (
        <div>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      ) : null}
    </div>
  );
}
