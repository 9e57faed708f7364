import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  /** The main action of the page. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A page that scrolls as a whole. */
export function Page({ title, action, children }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className="mx-auto grid max-w-[1440px] gap-5 p-4 lg:p-6">
      <header className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h1>{title}</h1>
        {action}
      </header>
      {children}
    </div>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tributary`;
  }, [title]);
}
