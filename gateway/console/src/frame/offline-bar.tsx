import { useSyncExternalStore } from 'react';
import { Icon } from '../ui/icons.tsx';

export function OfflineBar() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <p role="status" className="flex items-center gap-2 bg-raised px-4 py-1.5 text-[13px]">
      <Icon name="warning" size={14} />
      You are offline. What you see may be out of date; texts that you write are kept.
    </p>
  );
}

function subscribe(notify: () => void): () => void {
  addEventListener('online', notify);
  addEventListener('offline', notify);
  return () => {
    removeEventListener('online', notify);
    removeEventListener('offline', notify);
  };
}
