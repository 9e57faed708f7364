import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, type Refusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Time } from '../../../ui/time.tsx';
import { count, inWords } from '../../../ui/words.ts';
import { WritingHelp } from '../../../writing/index.ts';
import { draftMutation, type InboxPost } from '../inbox-operations.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { useReplyDraft } from './use-reply-draft.ts';

interface ReplyBoxProps {
  readonly post: InboxPost;
  readonly onDrafted: () => void;
}

/** Longest text that the assistance returns for a reply. */
const MOST_CHARACTERS = 5_000;

/** Writes a reply, which becomes a draft or is scheduled. */
export function ReplyBox({ post, onDrafted }: ReplyBoxProps) {
  const [text, write] = useReplyDraft(post.id);
  const [isScheduling, setScheduling] = useState(false);
  const { save, problem } = useReply(post, text, () => {
    write('');
    onDrafted();
  });
  return (
    <section aria-label="Reply" className="grid max-w-[72ch] gap-2">
      <Replies post={post} />
      <label htmlFor="reply" className="label">
        Reply
      </label>
      <textarea
        id="reply"
        rows={4}
        className="field"
        value={text}
        aria-invalid={problem !== null}
        aria-describedby="reply-problem"
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <p id="reply-problem" role="alert" className="text-[12px] text-negative empty:hidden">
        {problem}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => save({})}>Save as draft</Button>
        <Button id="schedule-reply" onClick={() => setScheduling(true)}>
          Schedule <kbd className="font-sans text-[11px] opacity-80">s</kbd>
        </Button>
        <span className="text-[12px] text-muted tabular-nums">{count([...text].length, 'character')}</span>
      </div>
      <WritingHelp
        subject={{ text, platform: null, maxLength: MOST_CHARACTERS }}
        offered={['improve', 'concise', 'friendly', 'compose']}
        onUse={({ body }) => write(body)}
      />
      {isScheduling ? (
        <ScheduleDialog source={post.source} onSchedule={save} onClose={() => setScheduling(false)} />
      ) : null}
    </section>
  );
}

/** When and where a reply is published; a draft without both. */
interface Publication {
  readonly accountIds?: string[];
  readonly scheduledAt?: string;
}

/** Returns a function that saves a reply; it returns why the reply was refused, or null. */
function useReply(post: InboxPost, text: string, onSaved: () => void) {
  const notify = useNotify();
  const create = useOutcome(draftMutation);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const save = async (publication: Publication): Promise<Refusal | null> => {
    if (!text.trim()) return refuse({ message: 'Write a reply first.', field: null });
    const input = { body: text.trim(), inReplyTo: { communityPostId: post.id }, ...publication };
    const outcome = await create({ input });
    if (isRefusal(outcome)) return refuse(outcome);
    notify({
      text: publication.scheduledAt ? 'The reply is scheduled.' : 'The reply is saved as a draft.',
    });
    onSaved();
    return refuse(null);
  };
  const refuse = (next: Refusal | null) => {
    setRefusal(next);
    return next;
  };
  return { save, problem: refusal?.message ?? null };
}

/** The drafts and published replies of the workspace. */
function Replies({ post }: { post: InboxPost }) {
  if (post.replies.length === 0) return null;
  return (
    <ul className="grid gap-2 text-[13px]">
      {post.replies.map((reply) => (
        <li key={reply.id} className="rounded-md border border-line p-3">
          <p className="label mb-1">
            {inWords(reply.status)} reply, <Time at={reply.createdAt} />
          </p>
          <p className="break-words whitespace-pre-wrap">{reply.body}</p>
        </li>
      ))}
    </ul>
  );
}
