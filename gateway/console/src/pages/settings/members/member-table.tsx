import { useState } from 'react';
import { useNotifiedAction } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { ShownOnce } from '../../../ui/form/shown-once.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { inWords } from '../../../ui/words.ts';
import {
  changeRoleMutation,
  deleteMemberMutation,
  type Member,
  passwordLinkMutation,
} from './member-operations.ts';
import { ROLE_OPTIONS, type Role } from './role-options.ts';

interface MemberTableProps {
  readonly members: readonly Member[];
  /** Id of the person who is logged in. */
  readonly ownId: string | undefined;
  readonly onChanged: () => void;
}

export function MemberTable({ members, ownId, onChanged }: MemberTableProps) {
  const [removing, setRemoving] = useState<Member | null>(null);
  const columns: readonly Column<Member>[] = [
    {
      name: 'Member',
      text: ({ name }) => name,
      cell: ({ id, name, email }) => (
        <>
          <span className="block font-medium">
            {name || email}
            {id === ownId ? <span className="font-normal text-muted"> (you)</span> : null}
          </span>
          {name ? <span className="text-[12px] text-muted">{email}</span> : null}
        </>
      ),
    },
    { name: 'Email', text: ({ email }) => email, isOnlySaved: true },
    {
      name: 'Role',
      text: ({ role }) => inWords(role),
      cell: (member) => <RoleChoice member={member} onChanged={onChanged} />,
    },
    {
      name: 'Since',
      text: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      name: 'Actions',
      hidesName: true,
      cell: (member) => (
        <div className="flex flex-wrap justify-end gap-1">
          <PasswordLink member={member} />
          {member.id === ownId ? null : (
            <Button look="danger" onClick={() => setRemoving(member)}>
              Remove<span className="sr-only"> {member.email}</span>
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <>
      <DataTable name="Members" columns={columns} rows={members} keyOf={({ id }) => id} />
      {removing ? (
        <RemoveDialog member={removing} onClose={() => setRemoving(null)} onRemoved={onChanged} />
      ) : null}
    </>
  );
}

function RoleChoice({ member, onChanged }: { member: Member; onChanged: () => void }) {
  const change = useNotifiedAction(changeRoleMutation, () => 'The role is changed.');
  const choose = async (role: Role) => {
    if (await change({ id: member.id, role })) onChanged();
  };
  return (
    <select
      aria-label={`Role of ${member.email}`}
      className="field w-auto"
      value={member.role}
      onChange={({ target }) => choose(target.value as Role)}
    >
      {ROLE_OPTIONS.map(({ value, name }) => (
        <option key={value} value={value} title={name}>
          {inWords(value)}
        </option>
      ))}
    </select>
  );
}

/** Creates a link that sets a password, for a member who has forgotten theirs. */
function PasswordLink({ member }: { member: Member }) {
  const create = useNotifiedAction(passwordLinkMutation, () => 'The link is created.');
  const [link, setLink] = useState<string | null>(null);
  return (
    <>
      <Button look="quiet" onClick={async () => setLink((await create({ id: member.id }))?.link ?? null)}>
        Password link<span className="sr-only"> for {member.email}</span>
      </Button>
      {link ? (
        <ShownOnce title="Password link" label="Link" secret={link} onClose={() => setLink(null)}>
          <p>Send it to {member.email}. It works once, and is not shown again.</p>
        </ShownOnce>
      ) : null}
    </>
  );
}

interface RemoveDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

function RemoveDialog({ member, onClose, onRemoved }: RemoveDialogProps) {
  const remove = useOutcome(deleteMemberMutation);
  const run = async () => {
    const outcome = await remove({ id: member.id });
    if (isRefusal(outcome)) return outcome;
    onRemoved();
    return null;
  };
  return (
    <ConfirmDialog title={`Remove ${member.email}`} confirm="Remove member" run={run} onClose={onClose}>
      Their sessions and keys stop working. What they have written stays.
    </ConfirmDialog>
  );
}
