import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/states.tsx';
import { SettingsSection } from '../settings-section.tsx';
import { alertsQuery } from './alert-operations.ts';
import { DestinationDialog } from './destination-dialog.tsx';
import { DestinationTable } from './destination-table.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleTable } from './rule-table.tsx';

/** Rules that report events to people, and the channels that they report to. */
export function AlertsPage() {
  const loaded = useGraph(alertsQuery, {});
  const [opened, setOpened] = useState<'rule' | 'destination' | null>(null);
  const close = () => setOpened(null);
  const destinations = loaded.data?.destinations ?? [];
  const addDestination = (
    <Button icon="plus" onClick={() => setOpened('destination')}>
      New destination
    </Button>
  );
  const addRule = (
    <Button look="primary" icon="plus" onClick={() => setOpened('rule')}>
      New alert
    </Button>
  );
  const dialogs = (
    <>
      {opened === 'destination' ? <DestinationDialog onClose={close} onSaved={loaded.retry} /> : null}
      {opened === 'rule' ? (
        <RuleDialog destinations={destinations} onClose={close} onSaved={loaded.retry} />
      ) : null}
    </>
  );
  return (
    <SettingsSection
      title="Alerts"
      what="alerts"
      action={destinations.length > 0 ? addRule : addDestination}
      loaded={loaded}
      dialogs={dialogs}
    >
      {({ alertRules }) => {
        if (destinations.length === 0)
          return (
            <Empty title="Alerts report events to your team" action={addDestination}>
              They need a destination first: a channel of Slack or Discord, a chat of Telegram, or email
              addresses.
            </Empty>
          );
        return (
          <>
            {alertRules?.length ? (
              <RuleTable rules={alertRules} destinations={destinations} onChanged={loaded.retry} />
            ) : (
              <Empty title="No alert is set up yet" action={addRule}>
                An alert reports events at once, or collects them every hour, day or week.
              </Empty>
            )}
            <section aria-label="Destinations" className="grid gap-2">
              <div className="flex items-center justify-between">
                <h2>Destinations</h2>
                {addDestination}
              </div>
              <DestinationTable destinations={destinations} onChanged={loaded.retry} />
            </section>
          </>
        );
      }}
    </SettingsSection>
  );
}
