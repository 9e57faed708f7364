import { useEffect, useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { type RequestProblem, useChange } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Time } from '../../../ui/time.tsx';
import { count, inWords } from '../../../ui/words.ts';
import { draftMutation, type InboxPost } from '../inbox-operations.ts';

const draftKey = (id: string) => `tributary.reply.${id}`;

/** Writes a reply, which becomes a draft. An unsaved text is kept in this browser. */
export function ReplyBox({ post, onDrafted }: { post: InboxPost; onDrafted: () => void }) {
  const notify = useNotify();
  const create = useChange(draftMutation);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  useEffect(() => {
    setText(localStorage.getItem(draftKey(post.id)) ?? '');
    setProblem(null);
  }, [post.id]);
  const write = (value: string) => {
    setText(value);
    setProblem(null);
    if (value) localStorage.setItem(draftKey(post.id), value);
    else localStorage.removeItem(draftKey(post.id));
  };
  const save = async () => {
    if (!text.trim()) return setProblem('Write a text first.');
    setSaving(true);
    try {
      const input = { body: text.trim(), inReplyTo: { communityPostId: post.id } };
      const { createPost: result } = await create({ input });
      if (result?.__typename !== 'PostCreated')
        return setProblem(result?.message ?? 'The draft was not saved.');
      write('');
      notify({ text: 'The reply is saved as a draft.' });
      onDrafted();
    } catch (failure) {
      setProblem((failure as RequestProblem).message);
    } finally {
      setSaving(false);
    }
  };
  return (
    <section aria-label="Reply" className="grid max-w-[72ch] gap-2">
      <Drafts post={post} />
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
      <div className="flex items-center gap-3">
        <Button onClick={save} disabled={isSaving}>
          Save as draft
        </Button>
        <span className="text-[12px] text-muted tabular-nums">{count([...text].length, 'character')}</span>
      </div>
    </section>
  );
}

function Drafts({ post }: { post: InboxPost }) {
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
