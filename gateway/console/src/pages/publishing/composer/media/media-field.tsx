import { useId, useState } from 'react';
import { isRefusal } from '../../../../graph/index.ts';
import { Button, IconButton } from '../../../../ui/button.tsx';
import { MediaThumbnail } from '../../media-thumbnail.tsx';
import type { MediaFile } from '../../publishing-operations.ts';
import { UploadForm } from './upload-form.tsx';
import { useUpload } from './use-upload.ts';

interface MediaFieldProps {
  readonly files: readonly MediaFile[];
  readonly onChange: (files: readonly MediaFile[]) => void;
}

/** Types that can be uploaded; each platform accepts some of them. */
const TYPES = 'image/jpeg,image/png,image/gif,image/webp,video/mp4';
/** Maximum number of files of a post. */
const MOST_FILES = 20;

/** The files of a post. Each is described before its upload, which stores the description. */
export function MediaField({ files, onChange }: MediaFieldProps) {
  const input = useId();
  const upload = useUpload();
  const [chosen, setChosen] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (file: File, alt: string) => {
    const outcome = await upload(file, alt);
    if (isRefusal(outcome)) return setProblem(outcome.message);
    setChosen(null);
    setProblem(null);
    onChange([...files, outcome]);
  };
  return (
    <section aria-label="Media" className="grid gap-2">
      <ul className="grid gap-2">
        {files.map((file) => (
          <li key={file.id} className="card flex items-center gap-3 p-2">
            <MediaThumbnail file={file} />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{file.filename}</span>
              <span className="block truncate text-[12px] text-muted">
                {file.alt || 'No alternative text'}
              </span>
            </span>
            <IconButton
              icon="remove"
              label={`Remove ${file.filename}`}
              onClick={() => onChange(files.filter(({ id }) => id !== file.id))}
            />
          </li>
        ))}
      </ul>
      {chosen ? (
        <UploadForm
          key={chosen.name}
          file={chosen}
          problem={problem}
          onSend={(alt) => send(chosen, alt)}
          onCancel={() => setChosen(null)}
        />
      ) : null}
      {!chosen && files.length < MOST_FILES ? (
        <div>
          <input
            id={input}
            type="file"
            accept={TYPES}
            className="hidden"
            onChange={({ target }) => {
              setChosen(target.files?.[0] ?? null);
              setProblem(null);
            }}
          />
          <Button icon="image" onClick={() => document.getElementById(input)?.click()}>
            Add a picture or video
          </Button>
        </div>
      ) : null}
    </section>
  );
}
