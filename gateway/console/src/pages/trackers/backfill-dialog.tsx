import { useEffect, useState } from 'react';
import { useNotify } from '../../frame/index.ts';
import { type RequestProblem, useChange } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { count, platformName } from '../../ui/words.ts';
import { backfillMutation } from './tracker-operations.ts';

const RANGES = [1, 7, 30, 90];

interface BackfillDialogProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

/** What a search for older posts would cost, before it is started. */
export function BackfillDialog({ id, onClose, onStarted }: BackfillDialogProps) {
  const notify = useNotify();
  const [days, setDays] = useState(7);
  const { plan, message, run } = useBackfill(id, days);
  const start = async () => {
    if (!(await run(false))) return;
    notify({ text: 'Older posts are being searched for.' });
    onStarted();
    onClose();
  };
  return (
    <Dialog title="Find older posts" onClose={onClose}>
      <div className="grid gap-4 p-4 text-[13px]">
        <label className="flex items-center gap-2">
          Posts of the last
          <select
            className="field w-auto"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            {RANGES.map((range) => (
              <option key={range} value={range}>
                {count(range, 'day')}
              </option>
            ))}
          </select>
        </label>
        {message ? (
          <p role="alert" className="text-negative">
            {message}
          </p>
        ) : null}
        {!plan && !message ? <Skeleton lines={2} /> : null}
        {plan ? (
          <p>
            {plan.sources.length === 0
              ? 'No source of this tracker can be searched for older posts.'
              : `Searches ${plan.sources.map(platformName).join(', ')} with ${count(plan.requests, 'request')}, at most ${plan.mostRequests}, for $${plan.dollars.toFixed(2)}.`}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={!plan?.sources.length} onClick={start}>
            Start search
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface Plan {
  readonly requests: number;
  readonly mostRequests: number;
  readonly dollars: number;
  readonly sources: readonly string[];
}

/** Estimates a backfill again whenever its range changes; `run(false)` starts it. */
function useBackfill(id: string, days: number) {
  const change = useChange(backfillMutation);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const run = async (estimateOnly: boolean): Promise<boolean> => {
    try {
      const { backfillTracker: result } = await change({ id, days, estimateOnly });
      const planned = result?.__typename === 'BackfillPlanned' ? result : null;
      setPlan(planned?.estimate ?? null);
      setMessage(planned ? null : ((result as { message?: string } | null)?.message ?? 'It was refused.'));
      return planned !== null;
    } catch (problem) {
      setMessage((problem as RequestProblem).message);
      return false;
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is new at each rendering.
  useEffect(() => void run(true), [id, days]);
  return { plan, message, run };
}
