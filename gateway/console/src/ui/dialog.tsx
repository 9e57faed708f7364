import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Whether the title is for screen readers only. */
  readonly hidesTitle?: boolean;
}

/**
 * The browser's own modal dialog, which traps the focus and closes on Escape. Libraries of dialogs
 * insert style elements, which the page's Content-Security-Policy forbids.
 */
export function Dialog({ title, onClose, children, hidesTitle = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      className="m-auto w-[min(560px,calc(100vw-32px))] rounded-md border border-line bg-canvas p-0 text-ink shadow-xl"
    >
      <div
        className={
          hidesTitle ? 'sr-only' : 'flex items-center justify-between border-b border-line py-2 pr-2 pl-4'
        }
      >
        <h2 id={heading}>{title}</h2>
        {hidesTitle ? null : (
          <IconButton icon="close" label="Close" onClick={() => dialog.current?.close()} />
        )}
      </div>
      {children}
    </dialog>
  );
}
