import { Outlet } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useGraph } from '../graph/index.ts';
import { CommandPalette } from './command-palette.tsx';
import { NoticeProvider } from './notices.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { Rail } from './rail/rail.tsx';
import { FrameContext, type FrameData, frameQuery } from './viewer.ts';

/** What surrounds every page. */
export function AppFrame() {
  const [isSearching, setSearching] = useState(false);
  const frame = useFrameData();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setSearching(true);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <FrameContext.Provider value={frame}>
      <NoticeProvider>
        <div className="flex h-dvh flex-col sm:flex-row">
          <Rail onSearch={() => setSearching(true)} />
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            <OfflineBar />
            <main className="min-h-0 flex-1 overflow-y-auto">
              <Outlet />
            </main>
          </div>
        </div>
        {isSearching ? <CommandPalette onClose={() => setSearching(false)} /> : null}
      </NoticeProvider>
    </FrameContext.Provider>
  );
}

function useFrameData(): FrameData {
  const { data, retry } = useGraph(frameQuery, {});
  // biome-ignore lint/correctness/useExhaustiveDependencies: `retry` is new at each rendering.
  return useMemo(
    () => ({
      workspace: data?.viewer?.workspace.name ?? '',
      person: data?.viewer?.user ?? null,
      trackers: data?.trackers ?? [],
      openPosts: data?.communityPosts ?? null,
      reload: retry,
    }),
    [data],
  );
}
