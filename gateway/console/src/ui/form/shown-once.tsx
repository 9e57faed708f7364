import { type ReactNode, useId, useState } from 'react';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';

interface ShownOnceProps {
  readonly title: string;
  /** What the secret is: "Key". */
  readonly label: string;
  readonly secret: string;
  /** Where to store it, and how to use it. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A secret that the server returns once, with a button that copies it. */
export function ShownOnce({ title, label, secret, children, onClose }: ShownOnceProps) {
  const field = useId();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-3 p-4 text-[13px]">
        <label htmlFor={field} className="label">
          {label}
        </label>
        <div className="flex gap-2">
          <input
            id={field}
            readOnly
            className="field font-mono"
            value={secret}
            onFocus={(event) => event.target.select()}
          />
          <CopyButton text={secret} />
        </div>
        {children}
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            I have stored it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Copies a text, and says so. */
export function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button icon={isCopied ? 'check' : 'copy'} className="h-auto min-h-8" onClick={copy}>
      {isCopied ? 'Copied' : 'Copy'}
    </Button>
  );
}
