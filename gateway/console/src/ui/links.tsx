import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

/**
 * A link to an address that a post or a source supplied; plain text unless it is a web address, so
 * that `javascript:` never becomes a link.
 */
export function ExternalLink({ url, children }: { url: string; children: ReactNode }) {
  if (!isWebAddress(url)) return <span>{children}</span>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="inline-flex items-center gap-1 text-accent-ink hover:underline"
    >
      {children}
      <Icon name="external" size={12} />
    </a>
  );
}

/** Returns whether a text is an absolute address of the web. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
