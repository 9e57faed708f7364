import { getRouteApi } from '@tanstack/react-router';
import { Page, useNotifiedAction } from '../../frame/index.ts';
import { isRefusal, useGraph, useOutcome } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/form/fields.tsx';
import { Form } from '../../ui/form/form.tsx';
import { useForm } from '../../ui/form/use-form.ts';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';
import { Timeline } from './timeline.tsx';
import { followedQuery, followMutation, unfollowMutation } from './x-operations.ts';
import type { XSearch } from './x-search.ts';

const route = getRouteApi('/x-accounts');

interface Followed {
  readonly followedAt: string;
  readonly account: { readonly id: string; readonly username: string; readonly fetchedAt: string | null };
}

/** The X accounts that the workspace follows, and their posts. */
export function XAccountsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as XSearch, replace: true });
  const loaded = useGraph(followedQuery, {});
  return (
    <Page title="X accounts">
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_380px]">
        <Timeline search={search} onChange={change} />
        <div className="grid min-w-0 gap-4">
          <FollowForm onFollowed={loaded.retry} />
          <LoadedContent loaded={loaded} what="accounts">
            {({ followedAccounts }) =>
              followedAccounts?.nodes.length ? (
                <FollowedTable
                  followed={followedAccounts.nodes}
                  onSelect={(account) => change({ account })}
                  onChanged={loaded.retry}
                />
              ) : (
                <p className="text-[13px] text-muted">
                  No account is followed yet. The posts of those that you follow appear here.
                </p>
              )
            }
          </LoadedContent>
        </div>
      </div>
    </Page>
  );
}

function FollowForm({ onFollowed }: { onFollowed: () => void }) {
  const follow = useOutcome(followMutation);
  const form = useForm({
    initial: { username: '' },
    check: ({ username }) => (username.trim() ? {} : { username: 'Enter the name of an account.' }),
    async send({ username }) {
      const outcome = await follow({ username: username.trim().replace(/^@/, '') });
      if (isRefusal(outcome)) return outcome;
      onFollowed();
      form.set({ username: '' });
      return null;
    },
  });
  return (
    <Form form={form} submit="Follow account">
      <TextField form={form} name="username" label="Account" placeholder="@name" maxLength={50} />
    </Form>
  );
}

interface FollowedTableProps {
  readonly followed: readonly Followed[];
  readonly onSelect: (username: string) => void;
  readonly onChanged: () => void;
}

function FollowedTable({ followed, onSelect, onChanged }: FollowedTableProps) {
  const unfollow = useNotifiedAction(unfollowMutation, () => 'The account is no longer followed.');
  const columns: readonly Column<Followed>[] = [
    {
      name: 'Account',
      text: ({ account }) => account.username,
      cell: ({ account: { username } }) => (
        <button
          type="button"
          className="font-medium text-accent-ink hover:underline"
          onClick={() => onSelect(username)}
        >
          @{username}
        </button>
      ),
    },
    {
      name: 'Read',
      text: ({ account }) => account.fetchedAt,
      cell: ({ account: { fetchedAt } }) => (fetchedAt ? <Time at={fetchedAt} /> : 'Not yet'),
    },
    {
      name: 'Actions',
      hidesName: true,
      cell: ({ account: { username } }) => (
        <Button look="danger" onClick={async () => (await unfollow({ username })) && onChanged()}>
          Unfollow<span className="sr-only"> {username}</span>
        </Button>
      ),
    },
  ];
  return (
    <DataTable
      name="Followed accounts"
      columns={columns}
      rows={followed}
      keyOf={({ account }) => account.id}
    />
  );
}
