import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { useShortcuts } from './shortcuts.ts';

/** What has just happened. */
interface Notice {
  readonly text: string;
  /** Reverts it. */
  readonly undo?: () => void;
}

const UNDO_MS = 10_000;
const Notices = createContext<(notice: Notice) => void>(() => undefined);

/** Returns a function that shows a notice for ten seconds, in place of the one before. */
export function useNotify(): (notice: Notice) => void {
  return useContext(Notices);
}

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const notify = useCallback((next: Notice) => setNotice({ ...next }), []);
  useEffect(() => {
    const timer = notice && setTimeout(() => setNotice(null), UNDO_MS);
    return () => clearTimeout(timer ?? undefined);
  }, [notice]);
  const revert = useCallback(() => {
    notice?.undo?.();
    if (notice?.undo) setNotice(null);
  }, [notice]);
  useShortcuts(useMemo(() => ({ z: revert }), [revert]));
  return (
    <Notices.Provider value={notify}>
      {children}
      <div
        aria-live="polite"
        className="fixed bottom-16 left-4 z-20 sm:bottom-4 sm:left-[72px] rail:left-[232px]"
      >
        {notice ? (
          <div className="flex items-center gap-3 rounded-md border border-line bg-canvas py-1.5 pr-2 pl-4 text-[13px] shadow-xl">
            <span>{notice.text}</span>
            {notice.undo ? (
              <Button look="quiet" onClick={revert}>
                Undo <kbd className="text-[11px]">z</kbd>
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
    </Notices.Provider>
  );
}
