import { Icon } from '../../ui/icons.tsx';
import type { MediaFile } from './publishing-operations.ts';

/** A small picture of a file, or an icon for a video and for files of another origin. */
export function MediaThumbnail({ file: { url, alt, contentType } }: { file: MediaFile }) {
  const isShown = url !== null && contentType.startsWith('image/') && new URL(url).origin === location.origin;
  if (isShown) return <img src={url} alt={alt} className="size-12 shrink-0 rounded-md object-cover" />;
  return (
    <span className="grid size-12 shrink-0 place-items-center rounded-md bg-raised text-muted">
      <Icon name="image" />
    </span>
  );
}
