import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/states.tsx';
import { SettingsSection } from '../settings-section.tsx';
import { ClientTable } from './client-table.tsx';
import { CreateClientDialog } from './create-client-dialog.tsx';
import { clientsQuery } from './oauth-client-operations.ts';

/** Programs that people of the workspace log in to. */
export function ClientsPage() {
  const loaded = useGraph(clientsQuery, {});
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      New client
    </Button>
  );
  const dialog = <CreateClientDialog onClose={() => setCreating(false)} onCreated={loaded.retry} />;
  return (
    <SettingsSection
      title="OAuth clients"
      what="clients"
      action={create}
      loaded={loaded}
      dialogs={isCreating ? dialog : null}
    >
      {({ viewer }) => {
        const clients = viewer?.workspace.oauthClients ?? [];
        return clients.length > 0 ? (
          <ClientTable clients={clients} onChanged={loaded.retry} />
        ) : (
          <Empty title="Programs can act for the people who log in to them" action={create}>
            No client is registered yet. A program of your own needs only an API key.
          </Empty>
        );
      }}
    </SettingsSection>
  );
}
