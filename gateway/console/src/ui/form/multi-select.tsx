import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../icons.tsx';

/** A value that can be chosen. */
export interface Option {
  readonly value: string;
  readonly name: string;
}

interface MultiSelectProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}

/** A chip that shows what is chosen, opens a list to choose from, and can be cleared. */
export function MultiSelect({ label, options, values, onChange }: MultiSelectProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const list = useId();
  useEffect(() => (isOpen ? closeOutside(root.current!, () => setOpen(false)) : undefined), [isOpen]);
  const isSet = values.length > 0;
  const names = values.map((value) => options.find((option) => option.value === value)?.name ?? value);
  const toggle = (value: string) =>
    onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  return (
    <div ref={root} className="relative flex">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => setOpen(!isOpen)}
        className={`flex h-8 max-w-52 items-center gap-1 border px-2.5 hover:bg-raised ${isSet ? 'rounded-l-md border-r-0 border-line bg-accent-soft text-accent-ink' : 'rounded-md border-line text-muted'}`}
      >
        <span className="truncate">{isSet ? `${label}: ${names.join(', ')}` : label}</span>
        {isSet ? null : <Icon name="down" size={12} />}
      </button>
      {isSet ? (
        <button
          type="button"
          aria-label={`Remove the filter ${label}`}
          onClick={() => onChange([])}
          className="grid h-8 w-7 place-items-center rounded-r-md border border-l-0 border-line bg-accent-soft text-accent-ink"
        >
          <Icon name="close" size={12} />
        </button>
      ) : null}
      {isOpen ? (
        <fieldset
          id={list}
          className="absolute top-9 left-0 z-10 max-h-72 w-52 overflow-y-auto rounded-md border border-line bg-canvas p-1 shadow-xl"
        >
          <legend className="sr-only">{label}</legend>
          {options.length === 0 ? <p className="p-2 text-muted">There is nothing to choose.</p> : null}
          {options.map(({ value, name }) => (
            <label key={value} className="flex h-8 items-center gap-2 rounded-md px-2 hover:bg-raised">
              <input type="checkbox" checked={values.includes(value)} onChange={() => toggle(value)} />
              <span className="truncate">{name}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
    </div>
  );
}

/** Calls `close` on Escape, and when the pointer or the focus moves out of an element. */
function closeOutside(element: HTMLElement, close: () => void): () => void {
  const leave = ({ target }: Event) => {
    if (target instanceof Node && !element.contains(target)) close();
  };
  const closeByKey = ({ key }: KeyboardEvent) => key === 'Escape' && close();
  addEventListener('pointerdown', leave);
  addEventListener('focusin', leave);
  addEventListener('keydown', closeByKey);
  return () => {
    removeEventListener('pointerdown', leave);
    removeEventListener('focusin', leave);
    removeEventListener('keydown', closeByKey);
  };
}
