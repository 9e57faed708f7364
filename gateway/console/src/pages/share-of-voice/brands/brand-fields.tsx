import { useId } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import type { BrandValues } from './brand-values.ts';

interface BrandFieldsProps {
  readonly brand: BrandValues;
  /** Whether it is the brand that the others are compared with. */
  readonly isOwn: boolean;
  readonly onFocus: () => void;
  readonly onChange: (changes: Partial<BrandValues>) => void;
  readonly onRemove: () => void;
}

/** The name of a brand, its aliases, and phrases that contain its name but do not mean it. */
export function BrandFields({ brand, isOwn, onFocus, onChange, onRemove }: BrandFieldsProps) {
  const title = isOwn ? 'Your brand' : 'Competitor';
  return (
    <fieldset className="card grid gap-3 p-3" onFocus={onFocus}>
      <legend className="sr-only">{brand.name || title}</legend>
      <div className="flex items-center justify-between">
        <span className="label">{title}</span>
        {isOwn ? null : (
          <IconButton icon="close" label={`Remove ${brand.name || 'this brand'}`} onClick={onRemove} />
        )}
      </div>
      <PhraseField label="Name" value={brand.name} onChange={(name) => onChange({ name })} />
      <div className="grid gap-3 sm:grid-cols-2">
        <PhraseField
          label="Aliases"
          hint="Other names, separated by commas"
          value={brand.aliases}
          onChange={(aliases) => onChange({ aliases })}
        />
        <PhraseField
          label="Excluded phrases"
          hint="Such as Apple pie for the brand Apple"
          value={brand.excludes}
          onChange={(excludes) => onChange({ excludes })}
        />
      </div>
    </fieldset>
  );
}

interface PhraseFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function PhraseField({ label, hint, value, onChange }: PhraseFieldProps) {
  const field = useId();
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={field} className="label">
        {label}
      </label>
      <input
        id={field}
        className="field"
        aria-describedby={`${field}-hint`}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${field}-hint`} className="text-[12px] text-muted empty:hidden">
        {hint}
      </p>
    </div>
  );
}
