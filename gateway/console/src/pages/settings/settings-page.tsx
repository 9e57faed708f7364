import { useState } from 'react';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { keysQuery } from './key-operations.ts';
import { KeyTable } from './key-table.tsx';

/** The API keys of the workspace. */
export function SettingsPage() {
  const { data, problem, retry } = useGraph(keysQuery, {});
  const [isCreating, setCreating] = useState(false);
  const keys = data?.viewer?.workspace.keys;
  const create = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      New API key
    </Button>
  );
  return (
    <Page title="API keys" action={create}>
      {problem ? <Failure title="The keys could not be loaded" problem={problem} onRetry={retry} /> : null}
      {!keys && !problem ? <Skeleton lines={6} height={28} /> : null}
      {keys?.length === 0 ? (
        <Empty title="Programs use the APIs with a key" action={create}>
          There is none yet.
        </Empty>
      ) : null}
      {keys?.length ? <KeyTable keys={keys} onChanged={retry} /> : null}
      {isCreating ? <CreateKeyDialog onClose={() => setCreating(false)} onCreated={retry} /> : null}
    </Page>
  );
}
