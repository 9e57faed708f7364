import { MultiSelect } from '../../../ui/form/multi-select.tsx';
import {
  CONDITIONS,
  type Condition,
  type ConditionType,
  choiceName,
  emptyCondition,
  kindOf,
  valuesIn,
} from './mention-condition.ts';

interface ConditionFieldsProps {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}

/** The subject of a condition, its operator, and its value. */
export function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  const { type, operator } = condition;
  const { operators } = kindOf(type);
  return (
    <>
      <select
        aria-label="Subject"
        className="field w-auto"
        value={type}
        onChange={({ target }) => onChange(emptyCondition(target.value as ConditionType))}
      >
        {Object.entries(CONDITIONS).map(([value, { name }]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Operator"
        className="field w-auto"
        value={operator}
        onChange={({ target }) => onChange({ ...condition, operator: target.value })}
      >
        {Object.entries(operators).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <ValueField condition={condition} onChange={onChange} />
    </>
  );
}

function ValueField({ condition, onChange }: ConditionFieldsProps) {
  const { type, value } = condition;
  const { choices, hint } = kindOf(type);
  if (!choices)
    return (
      <input
        aria-label="Value"
        className="field w-52"
        placeholder={hint}
        value={value}
        onChange={({ target }) => onChange({ ...condition, value: target.value })}
      />
    );
  const options = choices.map((choice) => ({ value: choice, name: choiceName(type, choice) }));
  if (type !== 'has_media')
    return (
      <MultiSelect
        label="Value"
        options={options}
        values={valuesIn(condition)}
        onChange={(values) => onChange({ ...condition, value: values.join(',') })}
      />
    );
  return (
    <select
      aria-label="Value"
      className="field w-auto"
      value={value}
      onChange={({ target }) => onChange({ ...condition, value: target.value })}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </select>
  );
}
