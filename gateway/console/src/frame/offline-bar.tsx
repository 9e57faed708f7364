import { Icon } from '../ui/icons.tsx';
import { useOnline } from '../ui/presence.ts';

export function OfflineBar() {
  const isOnline = useOnline();
  if (isOnline) return null;
  return (
    <p role="status" className="flex items-center gap-2 bg-raised px-4 py-1.5 text-[13px]">
      <Icon name="warning" size={14} />
      You are offline. What you see may be out of date; texts that you write are kept.
    </p>
  );
}
