import { useEffect } from 'react';

const POLL_MS = 2_000;

/** Reads again every two seconds while something is about to change. */
export function usePolling(read: () => void, isOn: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `read` is new at each rendering.
  useEffect(() => {
    const timer = isOn ? setInterval(read, POLL_MS) : undefined;
    return () => clearInterval(timer);
  }, [isOn]);
}
