import { useId } from 'react';
import { Button, IconButton } from '../../../ui/button.tsx';

interface ThreadFieldsProps {
  /** The texts after the first. */
  readonly parts: readonly string[];
  readonly onChange: (parts: readonly string[]) => void;
}

/** Maximum number of posts after the first one of a thread. */
const MOST_PARTS = 99;

/** Fields for the further posts of a thread. */
export function ThreadFields({ parts, onChange }: ThreadFieldsProps) {
  const id = useId();
  return (
    <div className="grid gap-3">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The parts of a thread are its positions.
        <div key={index} className="grid gap-1">
          <div className="flex items-center justify-between">
            <label htmlFor={`${id}-${index}`} className="label">
              Post {index + 2} of the thread
            </label>
            <IconButton
              icon="remove"
              label={`Remove post ${index + 2}`}
              onClick={() => onChange(parts.toSpliced(index, 1))}
            />
          </div>
          <textarea
            id={`${id}-${index}`}
            rows={3}
            maxLength={10_000}
            className="field"
            value={part}
            onChange={({ target }) => onChange(parts.with(index, target.value))}
          />
        </div>
      ))}
      {parts.length < MOST_PARTS ? (
        <div>
          <Button icon="plus" onClick={() => onChange([...parts, ''])}>
            Add to thread
          </Button>
        </div>
      ) : null}
    </div>
  );
}
