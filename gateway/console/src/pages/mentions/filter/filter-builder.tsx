import { Button, IconButton } from '../../../ui/button.tsx';
import { ConditionFields } from './condition-fields.tsx';
import type { FilterGroups } from './filter-json.ts';
import { type Condition, emptyCondition } from './mention-condition.ts';

/** Maximum number of conditions in all groups, as the API accepts them. */
const MOST_CONDITIONS = 10;

interface FilterBuilderProps {
  readonly groups: FilterGroups;
  readonly onChange: (groups: FilterGroups) => void;
}

/** Edits groups of conditions: a mention matches all conditions of any one group. */
export function FilterBuilder({ groups, onChange }: FilterBuilderProps) {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  const isFull = count >= MOST_CONDITIONS;
  const changeGroup = (index: number, group: readonly Condition[]) =>
    onChange(groups.map((each, at) => (at === index ? group : each)).filter((each) => each.length > 0));
  const newGroup = () => onChange([...groups, [emptyCondition('keyword')]]);
  return (
    <div className="grid gap-2 text-[13px]">
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: Only the place tells groups apart.
        <fieldset key={index} className="card grid gap-2 p-3">
          <legend className="sr-only">Group {index + 1}</legend>
          {index > 0 ? <p className="label">or</p> : null}
          {group.map((condition, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: Only the place tells conditions apart.
            <div key={place} className="flex flex-wrap items-center gap-2">
              <span className="w-8 text-muted">{place > 0 ? 'and' : ''}</span>
              <ConditionFields
                condition={condition}
                onChange={(next) => changeGroup(index, group.with(place, next))}
              />
              <IconButton
                icon="close"
                label="Remove the condition"
                onClick={() => changeGroup(index, group.toSpliced(place, 1))}
              />
            </div>
          ))}
          <div>
            <Button
              look="quiet"
              icon="plus"
              disabled={isFull}
              onClick={() => changeGroup(index, [...group, emptyCondition('keyword')])}
            >
              And
            </Button>
          </div>
        </fieldset>
      ))}
      <div className="flex items-center gap-2">
        <Button icon="plus" disabled={isFull} onClick={newGroup}>
          {groups.length > 0 ? 'Or' : 'Add a condition'}
        </Button>
        {isFull ? (
          <span className="text-muted">A filter has at most {MOST_CONDITIONS} conditions.</span>
        ) : null}
      </div>
    </div>
  );
}
