import type { ReactNode } from 'react';
import type { Loaded } from '../../graph/index.ts';
import { LoadedContent } from '../../ui/loaded-content.tsx';

interface WidgetProps<Data> {
  readonly title: string;
  readonly loaded: Loaded<Data>;
  /** A link to the page that shows more. */
  readonly more?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** A part of the page, which loads and fails by itself. */
export function Widget<Data>({ title, loaded, more, children }: WidgetProps<Data>) {
  return (
    <section aria-label={title} className="card min-w-0 content-start">
      <div className="flex items-center justify-between gap-2 border-b border-line px-4 py-2.5 text-[13px]">
        <h2>{title}</h2>
        {more}
      </div>
      <LoadedContent loaded={loaded} what={title.toLowerCase()} lines={3}>
        {children}
      </LoadedContent>
    </section>
  );
}

/** What a widget shows if there is nothing to list. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="px-4 py-3 text-[13px] text-muted">{children}</p>;
}

/** A line of a widget. */
export function WidgetRow({ children }: { children: ReactNode }) {
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-line px-4 py-1.5 text-[13px] last:border-0">
      {children}
    </li>
  );
}
