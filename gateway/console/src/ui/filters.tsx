import { type ReactNode, useEffect, useState } from 'react';
import type { Option } from './form/multi-select.tsx';
import { Icon } from './icons.tsx';

/** The filters of a page in one row, which wraps. */
export function Filters({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2 text-[13px]">{children}</div>;
}

interface SelectFilterProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

/** A filter with one of several values. */
export function SelectFilter({ label, value, options, onChange }: SelectFilterProps) {
  return (
    <select
      aria-label={label}
      className="h-8 rounded-md border border-line bg-canvas px-2"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </select>
  );
}

interface SearchFilterProps {
  readonly id?: string;
  /** What is searched, which is also the placeholder: "Search in posts". */
  readonly label: string;
  readonly text: string;
  readonly onSearch: (text: string | undefined) => void;
}

/** A field for a phrase, which applies on Enter or when the field loses the focus. */
export function SearchFilter({ id, label, text, onSearch }: SearchFilterProps) {
  const [value, setValue] = useState(text);
  useEffect(() => setValue(text), [text]);
  const search = () => {
    if (value.trim() !== text) onSearch(value.trim() || undefined);
  };
  return (
    <label className="relative flex items-center max-sm:min-w-40 max-sm:flex-1">
      <span className="sr-only">{label}</span>
      <span className="absolute left-2 text-muted">
        <Icon name="search" size={14} />
      </span>
      <input
        id={id}
        type="search"
        placeholder={label}
        maxLength={200}
        className="field h-8 w-full pl-7 sm:w-52"
        value={value}
        onChange={({ target }) => setValue(target.value)}
        onKeyDown={({ key }) => key === 'Enter' && search()}
        onBlur={search}
      />
    </label>
  );
}
