import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/states.tsx';
import { SettingsSection } from '../settings-section.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { keysQuery } from './key-operations.ts';
import { KeyTable } from './key-table.tsx';

/** The API keys of the workspace. */
export function KeysPage() {
  const loaded = useGraph(keysQuery, {});
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      New API key
    </Button>
  );
  const dialog = <CreateKeyDialog onClose={() => setCreating(false)} onCreated={loaded.retry} />;
  return (
    <SettingsSection
      title="API keys"
      what="keys"
      action={create}
      loaded={loaded}
      dialogs={isCreating ? dialog : null}
    >
      {({ viewer }) => {
        const keys = viewer?.workspace.keys ?? [];
        return keys.length > 0 ? (
          <KeyTable keys={keys} onChanged={loaded.retry} />
        ) : (
          <Empty title="Programs use the APIs with a key" action={create}>
            There is none yet.
          </Empty>
        );
      }}
    </SettingsSection>
  );
}
