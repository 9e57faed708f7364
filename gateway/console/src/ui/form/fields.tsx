import type { ReactNode } from 'react';
import type { Option } from './multi-select.tsx';
import type { FormState } from './use-form.ts';

/** Names of the fields whose values are of a type. */
type NamesOf<Values, Value> = {
  [Name in keyof Values]: Values[Name] extends Value ? Name : never;
}[keyof Values] &
  string;

interface FieldProps<Values, Value> {
  readonly form: FormState<Values>;
  readonly name: NamesOf<Values, Value>;
  readonly label: string;
  /** What the value is for, or the form that it must have. */
  readonly hint?: ReactNode;
}

interface LabelledProps<Values> extends Omit<FieldProps<Values, unknown>, 'name'> {
  readonly name: string;
  readonly children: ReactNode;
}

/** A control below its label, with its problem and a hint. */
export function Labelled<Values>({ form, name, label, hint, children }: LabelledProps<Values>) {
  const id = form.idOf(name);
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="label">
        {label}
      </label>
      {children}
      <p id={`${id}-problem`} role="alert" className="text-[12px] text-negative empty:hidden">
        {form.problems[name]}
      </p>
      {hint ? <p className="text-[12px] text-muted">{hint}</p> : null}
    </div>
  );
}

/** Attributes that every control of a form has. */
export function controlOf<Values>(form: FormState<Values>, name: string) {
  const id = form.idOf(name);
  return {
    id,
    className: 'field',
    'aria-invalid': form.problems[name] !== undefined,
    'aria-describedby': `${id}-problem`,
    onBlur: () => form.leave(name),
  } as const;
}

interface TextProps<Values> extends FieldProps<Values, string> {
  readonly type?: 'text' | 'url' | 'email' | 'password' | 'time' | 'datetime-local' | 'date';
  readonly maxLength?: number;
  readonly placeholder?: string;
  /** Number of lines of a longer text. */
  readonly rows?: number;
}

/** A field for a text, of several lines if `rows` is given. */
export function TextField<Values>(props: TextProps<Values>) {
  const { form, name, rows, type = 'text', maxLength, placeholder } = props;
  const shared = {
    ...controlOf(form, name),
    maxLength,
    placeholder,
    value: form.values[name] as string,
    onChange: ({ target }: { target: { value: string } }) =>
      form.set({ [name]: target.value } as Partial<Values>),
  };
  return (
    <Labelled {...props}>
      {rows ? (
        <textarea rows={rows} {...shared} />
      ) : (
        <input type={type} autoComplete={type === 'password' ? 'new-password' : 'off'} {...shared} />
      )}
    </Labelled>
  );
}

interface ChoiceProps<Values> extends FieldProps<Values, string> {
  readonly options: readonly Option[];
}

/** A field for one of several values. */
export function ChoiceField<Values>({ options, ...props }: ChoiceProps<Values>) {
  const { form, name } = props;
  return (
    <Labelled {...props}>
      <select
        {...controlOf(form, name)}
        value={form.values[name] as string}
        onChange={({ target }) => form.set({ [name]: target.value } as Partial<Values>)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface ChecksProps<Values> extends FieldProps<Values, readonly string[]> {
  readonly options: readonly Option[];
}

/** A field for any number of values, all of which are visible. */
export function ChecksField<Values>({ form, name, label, hint, options }: ChecksProps<Values>) {
  const chosen = form.values[name] as readonly string[];
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
    form.set({ [name]: next } as Partial<Values>);
  };
  return (
    <fieldset className="grid gap-1" id={form.idOf(name)} tabIndex={-1}>
      <legend className="label mb-1">{label}</legend>
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {options.map(({ value, name: text }) => (
          <label key={value} className="flex min-h-6 items-center gap-2">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            {text}
          </label>
        ))}
      </div>
      <p role="alert" className="text-[12px] text-negative empty:hidden">
        {form.problems[name]}
      </p>
      {hint ? <p className="text-[12px] text-muted">{hint}</p> : null}
    </fieldset>
  );
}

/** A field that is on or off. */
export function SwitchField<Values>({ form, name, label, hint }: FieldProps<Values, boolean>) {
  return (
    <div className="grid gap-1">
      <label className="flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          checked={form.values[name] as boolean}
          onChange={({ target }) => form.set({ [name]: target.checked } as Partial<Values>)}
        />
        {label}
      </label>
      {hint ? <p className="text-[12px] text-muted">{hint}</p> : null}
    </div>
  );
}
