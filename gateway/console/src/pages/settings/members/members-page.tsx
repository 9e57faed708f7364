import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { SettingsSection } from '../settings-section.tsx';
import { InvitationTable } from './invitation-table.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { membersQuery } from './member-operations.ts';
import { MemberTable } from './member-table.tsx';

/** The people of the workspace, and those who are invited. */
export function MembersPage() {
  const loaded = useGraph(membersQuery, {});
  const [isInviting, setInviting] = useState(false);
  const invite = (
    <Button look="primary" icon="plus" onClick={() => setInviting(true)}>
      Invite a member
    </Button>
  );
  const dialog = <InviteDialog onClose={() => setInviting(false)} onInvited={loaded.retry} />;
  return (
    <SettingsSection
      title="Members"
      what="members"
      action={invite}
      loaded={loaded}
      dialogs={isInviting ? dialog : null}
    >
      {({ viewer }) => (
        <>
          <MemberTable
            members={viewer?.workspace.users ?? []}
            ownId={viewer?.user?.id}
            onChanged={loaded.retry}
          />
          {viewer?.workspace.invitations.length ? (
            <section aria-label="Invitations" className="grid gap-2">
              <h2>Invitations</h2>
              <InvitationTable invitations={viewer.workspace.invitations} onChanged={loaded.retry} />
            </section>
          ) : null}
        </>
      )}
    </SettingsSection>
  );
}
