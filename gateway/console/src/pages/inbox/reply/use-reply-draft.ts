import { useEffect, useState } from 'react';

const keyOf = (id: string) => `tributary.reply.${id}`;

/** Holds the unsaved reply to a post, which is kept in this browser. */
export function useReplyDraft(postId: string): [text: string, write: (text: string) => void] {
  const [text, setText] = useState('');
  useEffect(() => setText(localStorage.getItem(keyOf(postId)) ?? ''), [postId]);
  const write = (value: string) => {
    setText(value);
    if (value) localStorage.setItem(keyOf(postId), value);
    else localStorage.removeItem(keyOf(postId));
  };
  return [text, write];
}
