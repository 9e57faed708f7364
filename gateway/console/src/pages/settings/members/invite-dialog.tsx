import { useState } from 'react';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { ChoiceField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { ShownOnce } from '../../../ui/form/shown-once.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { inviteMutation } from './member-operations.ts';
import { ROLE_OPTIONS, type Role } from './role-options.ts';

interface InviteDialogProps {
  readonly onClose: () => void;
  readonly onInvited: () => void;
}

/** Invites a person, and shows the link that makes their account. */
export function InviteDialog({ onClose, onInvited }: InviteDialogProps) {
  const invite = useOutcome(inviteMutation);
  const [link, setLink] = useState<string | null>(null);
  const form = useForm<{ email: string; role: Role }>({
    initial: { email: '', role: 'EDITOR' },
    check: ({ email }) => (email.includes('@') ? {} : { email: 'Enter an email address.' }),
    async send({ email, role }) {
      const outcome = await invite({ input: { email: email.trim(), role } });
      if (isRefusal(outcome)) return outcome;
      setLink(outcome.link);
      onInvited();
      return null;
    },
  });
  if (link)
    return (
      <ShownOnce title="Invitation" label="Link" secret={link} onClose={onClose}>
        <p>Send this link to {form.values.email}. It makes one account, and is not shown again.</p>
      </ShownOnce>
    );
  return (
    <FormDialog title="Invite a member" form={form} submit="Create invitation" onClose={onClose}>
      <TextField form={form} name="email" label="Email" type="email" />
      <ChoiceField form={form} name="role" label="Role" options={ROLE_OPTIONS} />
    </FormDialog>
  );
}
