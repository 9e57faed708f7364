import type { ReactNode } from 'react';
import { CopyButton } from './form/shown-once.tsx';

interface CodeExampleProps {
  readonly title: string;
  /** The text that is copied. */
  readonly text: string;
  /** What it does, and where to put it. */
  readonly children?: ReactNode;
}

/** A text for a program, which wraps so that nothing of it is hidden. */
export function CodeExample({ title, text, children }: CodeExampleProps) {
  return (
    <section aria-label={title} className="card grid min-w-0 gap-2 p-4 text-[13px]">
      <div className="flex items-center justify-between gap-2">
        <h2>{title}</h2>
        <CopyButton text={text} />
      </div>
      {children ? <div className="text-muted">{children}</div> : null}
      <pre className="max-h-96 overflow-y-auto rounded-md bg-raised p-3 text-[12px] break-words whitespace-pre-wrap">
        {text}
      </pre>
    </section>
  );
}
