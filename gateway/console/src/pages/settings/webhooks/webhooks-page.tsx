import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/states.tsx';
import { SettingsSection } from '../settings-section.tsx';
import { DeliveryLog } from './delivery-log.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { webhooksQuery } from './webhook-operations.ts';
import { WebhookTable } from './webhook-table.tsx';

const route = getRouteApi('/settings/webhooks');

/** Servers that receive the events of the workspace, and what became of each message. */
export function WebhooksPage() {
  const { webhook } = route.useSearch();
  const navigate = route.useNavigate();
  const loaded = useGraph(webhooksQuery, {});
  const [isCreating, setCreating] = useState(false);
  const show = (id: string | undefined) => navigate({ search: id ? { webhook: id } : {}, replace: true });
  const create = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      New webhook
    </Button>
  );
  const dialog = <WebhookDialog onClose={() => setCreating(false)} onSaved={loaded.retry} />;
  return (
    <SettingsSection
      title="Webhooks"
      what="webhooks"
      action={create}
      loaded={loaded}
      dialogs={isCreating ? dialog : null}
    >
      {({ webhooks }) => {
        if (!webhooks?.length)
          return (
            <Empty title="Your servers can receive events" action={create}>
              No webhook exists yet. A message is signed, and sent again until it is accepted.
            </Empty>
          );
        const selected = webhooks.find(({ id }) => id === webhook);
        return (
          <>
            <WebhookTable
              webhooks={webhooks}
              selected={selected?.id}
              onSelect={show}
              onChanged={loaded.retry}
            />
            {selected ? <DeliveryLog key={selected.id} webhook={selected} /> : null}
          </>
        );
      }}
    </SettingsSection>
  );
}
