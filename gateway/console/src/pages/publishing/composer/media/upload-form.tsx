import { useEffect, useId, useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Icon } from '../../../../ui/icons.tsx';
import { formatBytes } from '../../../../ui/words.ts';

interface UploadFormProps {
  readonly file: File;
  /** Why the last attempt failed. */
  readonly problem: string | null;
  readonly onSend: (alt: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** A chosen file, and the field for its alternative text. */
export function UploadForm({ file, problem, onSend, onCancel }: UploadFormProps) {
  const field = useId();
  const [alt, setAlt] = useState('');
  const [isSending, setSending] = useState(false);
  const url = useObjectUrl(file);
  const send = async () => {
    setSending(true);
    await onSend(alt.trim());
    setSending(false);
  };
  return (
    <div className="card grid gap-2 p-3">
      <div className="flex items-center gap-3">
        {url && file.type.startsWith('image/') ? (
          <img src={url} alt="" className="size-12 rounded-md object-cover" />
        ) : (
          <Icon name="image" size={24} />
        )}
        <span className="min-w-0 flex-1 truncate">{file.name}</span>
        <span className="text-[12px] text-muted">{formatBytes(file.size)}</span>
      </div>
      <label htmlFor={field} className="label">
        Alternative text
      </label>
      <textarea
        id={field}
        rows={2}
        maxLength={2_000}
        className="field"
        aria-describedby={`${field}-hint`}
        value={alt}
        onChange={({ target }) => setAlt(target.value)}
      />
      <p id={`${field}-hint`} className="text-[12px] text-muted">
        Describes the file to people who cannot see it. It cannot be changed after the upload.
      </p>
      <p role="alert" className="text-[12px] text-negative empty:hidden">
        {problem}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Discard file</Button>
        <Button look="primary" disabled={isSending} onClick={send}>
          Upload file
        </Button>
      </div>
    </div>
  );
}

/** Returns an address under which the page can show a file. */
function useObjectUrl(file: File): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const created = URL.createObjectURL(file);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return url;
}
