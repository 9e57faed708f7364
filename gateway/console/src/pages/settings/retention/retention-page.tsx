import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { formatNumber, platformName } from '../../../ui/words.ts';
import { SettingsSection } from '../settings-section.tsx';
import { RetentionDialog } from './retention-dialog.tsx';
import { type PlatformRetention, type Retention, type Rule, retentionQuery } from './retention-operations.ts';

/** After how many days posts and mentions are deleted, and by whose rule. */
export function RetentionPage() {
  const loaded = useGraph(retentionQuery, {});
  const [rule, setRule] = useState<Rule | null>(null);
  const mayChange = loaded.data?.viewer?.scopes.includes('workspace:admin') ?? false;
  const workspaceDays = loaded.data?.retention?.workspaceDays ?? null;
  const change = (
    <Button look="primary" onClick={() => setRule({ platform: null, workspaceDays })}>
      Change retention
    </Button>
  );
  return (
    <SettingsSection
      title="Retention"
      what="rules of retention"
      action={mayChange ? change : null}
      loaded={loaded}
      dialogs={
        rule ? <RetentionDialog rule={rule} onClose={() => setRule(null)} onSaved={loaded.retry} /> : null
      }
    >
      {({ retention }) =>
        retention ? (
          <>
            <p className="max-w-[72ch]">{sentenceOf(retention)}</p>
            <p className="max-w-[72ch] text-[13px] text-muted">
              Where several rules apply, the shortest counts.{' '}
              {mayChange ? null : 'An administrator of the workspace can change its rules. '}
              Terms of platforms count from when a post was found, and do not apply to imported files.
            </p>
            <DataTable
              name="Retention by platform"
              columns={mayChange ? [...COLUMNS, actionsOf(setRule)] : COLUMNS}
              rows={retention.platforms}
              keyOf={({ platform }) => platform}
            />
          </>
        ) : null
      }
    </SettingsSection>
  );
}

/** Says what happens to posts of platforms that have no shorter rule, and why. */
function sentenceOf({ days, workspaceDays, installationDays }: Retention): string {
  if (days === null) return 'Community posts and mentions are kept until they are deleted by hand.';
  const whose = days === workspaceDays ? 'a rule of this workspace' : 'a rule of the server';
  const also =
    days === workspaceDays && installationDays !== null
      ? `; the server allows ${inDays(installationDays)}`
      : '';
  return `Community posts and mentions are deleted ${inDays(days)} after they were posted, by ${whose}${also}.`;
}

function inDays(days: number): string {
  return `${formatNumber(days)} ${days === 1 ? 'day' : 'days'}`;
}

function orNone(days: number | null): string {
  return days === null ? 'None' : inDays(days);
}

const COLUMNS: readonly Column<PlatformRetention>[] = [
  { name: 'Platform', text: ({ platform }) => platformName(platform) },
  {
    name: 'Deleted after',
    isNumber: true,
    text: ({ days }) => days,
    cell: ({ days }) => (days === null ? 'Kept' : inDays(days)),
  },
  {
    name: 'Rule of the workspace',
    isNumber: true,
    text: ({ workspaceDays }) => workspaceDays,
    cell: ({ workspaceDays }) => orNone(workspaceDays),
  },
  {
    name: 'Terms of the platform',
    isNumber: true,
    text: ({ platformDays }) => platformDays,
    cell: ({ platformDays }) => orNone(platformDays),
  },
];

function actionsOf(change: (rule: Rule) => void): Column<PlatformRetention> {
  return {
    name: 'Actions',
    hidesName: true,
    cell: (row) => (
      <div className="flex justify-end">
        <Button look="quiet" onClick={() => change(row)}>
          Change<span className="sr-only"> retention of {platformName(row.platform)}</span>
        </Button>
      </div>
    ),
  };
}
