import { useNotifiedAction } from '../../../frame/index.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { inWords } from '../../../ui/words.ts';
import { type Invitation, revokeInvitationMutation } from './member-operations.ts';

interface InvitationTableProps {
  readonly invitations: readonly Invitation[];
  readonly onChanged: () => void;
}

/** The people whose invitations are still open. */
export function InvitationTable({ invitations, onChanged }: InvitationTableProps) {
  const revoke = useNotifiedAction(revokeInvitationMutation, () => 'The link no longer works.');
  const columns: readonly Column<Invitation>[] = [
    { name: 'Email', text: ({ email }) => email },
    { name: 'Role', text: ({ role }) => inWords(role) },
    {
      name: 'Expires',
      text: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => <Time at={expiresAt} />,
    },
    {
      name: 'Actions',
      hidesName: true,
      cell: ({ id, email }) => (
        <Button look="danger" onClick={async () => (await revoke({ id })) && onChanged()}>
          Revoke<span className="sr-only"> the invitation of {email}</span>
        </Button>
      ),
    },
  ];
  return <DataTable name="Invitations" columns={columns} rows={invitations} keyOf={({ id }) => id} />;
}
