import { useState } from 'react';
import { useNotifiedAction } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { inWords } from '../../../ui/words.ts';
import { eventNames } from '../event-names.ts';
import {
  type AlertRule,
  type Destination,
  deleteRuleMutation,
  updateRuleMutation,
} from './alert-operations.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { inputOfRule } from './rule-values.ts';

interface RuleTableProps {
  readonly rules: readonly AlertRule[];
  readonly destinations: readonly Destination[];
  readonly onChanged: () => void;
}

type Opened = { readonly rule: AlertRule; readonly as: 'edit' | 'delete' };

export function RuleTable({ rules, destinations, onChanged }: RuleTableProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const columns: readonly Column<AlertRule>[] = [
    {
      name: 'Alert',
      text: ({ name }) => name,
      cell: ({ name, query }) => (
        <>
          <span className="font-medium">{name}</span>
          {query ? <code className="block text-[12px] text-muted">{query}</code> : null}
        </>
      ),
    },
    { name: 'Reports', text: ({ types }) => types.join(' '), cell: ({ types }) => eventNames(types) },
    { name: 'When', text: timingOf },
    { name: 'To', text: ({ destinations: to }) => to.map(({ name }) => name).join(', ') },
    {
      name: 'Last sent',
      text: ({ lastSentAt }) => lastSentAt,
      cell: ({ lastSentAt }) => (lastSentAt ? <Time at={lastSentAt} /> : 'Never'),
    },
    {
      name: 'Actions',
      hidesName: true,
      cell: (rule) => <Actions rule={rule} onOpen={(as) => setOpened({ rule, as })} onChanged={onChanged} />,
    },
  ];
  return (
    <>
      <DataTable name="Alerts" columns={columns} rows={rules} keyOf={({ id }) => id} />
      {opened?.as === 'edit' ? (
        <RuleDialog rule={opened.rule} destinations={destinations} onClose={close} onSaved={onChanged} />
      ) : null}
      {opened?.as === 'delete' ? (
        <DeleteRuleDialog rule={opened.rule} onClose={close} onDeleted={onChanged} />
      ) : null}
    </>
  );
}

/** Says when a rule sends: "Daily at 09:00, Europe/Berlin". */
function timingOf({ frequency, at, weekday, timeZone, isEnabled }: AlertRule): string {
  const times = {
    IMMEDIATELY: 'At once',
    HOURLY: 'Every hour',
    DAILY: `Daily at ${at}, ${timeZone}`,
    WEEKLY: `${inWords(weekday)}s at ${at}, ${timeZone}`,
  };
  return `${times[frequency]}${isEnabled ? '' : ' (off)'}`;
}

interface ActionsProps {
  readonly rule: AlertRule;
  readonly onOpen: (as: Opened['as']) => void;
  readonly onChanged: () => void;
}

function Actions({ rule, onOpen, onChanged }: ActionsProps) {
  const isEnabled = !rule.isEnabled;
  const update = useNotifiedAction(updateRuleMutation, () =>
    isEnabled ? 'The alert reports events from now on.' : 'The alert is off.',
  );
  const toggle = async () => {
    if (await update({ id: rule.id, input: { ...inputOfRule(rule), isEnabled } })) onChanged();
  };
  return (
    <div className="flex flex-wrap justify-end gap-1">
      <Button look="quiet" onClick={() => onOpen('edit')}>
        Edit
      </Button>
      <Button look="quiet" onClick={toggle}>
        {isEnabled ? 'Turn on' : 'Turn off'}
      </Button>
      <Button look="danger" onClick={() => onOpen('delete')}>
        Delete
      </Button>
    </div>
  );
}

interface DeleteRuleDialogProps {
  readonly rule: AlertRule;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

function DeleteRuleDialog({ rule, onClose, onDeleted }: DeleteRuleDialogProps) {
  const remove = useOutcome(deleteRuleMutation);
  const run = async () => {
    const outcome = await remove({ id: rule.id });
    if (isRefusal(outcome)) return outcome;
    onDeleted();
    return null;
  };
  return (
    <ConfirmDialog title={`Delete “${rule.name}”`} confirm="Delete alert" run={run} onClose={onClose}>
      What it has collected for its next message is lost.
    </ConfirmDialog>
  );
}
