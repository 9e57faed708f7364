import type { Problems } from '../../../ui/form/use-form.ts';
import type { MediaFile, PostDetails } from '../publishing-operations.ts';

/** The values of the composer. */
export interface PostValues {
  readonly body: string;
  /** Further posts of the thread. */
  readonly thread: readonly string[];
  readonly media: readonly MediaFile[];
  readonly accountIds: readonly string[];
  /** A local time; a draft if empty. */
  readonly scheduledAt: string;
}

const KEY = 'tributary.post';
const EMPTY: PostValues = { body: '', thread: [], media: [], accountIds: [], scheduledAt: '' };

/** Returns the values of an existing post, or those of a new one that was not saved. */
export function initialValues(post: PostDetails | undefined): PostValues {
  if (!post) return { ...EMPTY, ...storedValues() };
  return {
    ...EMPTY,
    body: post.body,
    thread: post.thread,
    media: post.media,
    accountIds: post.targets.map(({ account }) => account.id),
  };
}

/** Keeps the text of a new post in this browser until it is saved; null removes it. */
export function storeValues(values: PostValues | null): void {
  if (values?.body) localStorage.setItem(KEY, JSON.stringify({ body: values.body, thread: values.thread }));
  else localStorage.removeItem(KEY);
}

function storedValues(): Partial<PostValues> {
  const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as { body?: unknown; thread?: unknown };
  const { body, thread } = stored;
  const isThread = Array.isArray(thread) && thread.every((part) => typeof part === 'string');
  return typeof body === 'string' ? { body, thread: isThread ? thread : [] } : {};
}

/** Returns the input of the mutations; an empty part of a thread is no post. */
export function inputOf({ body, thread, media, accountIds }: PostValues) {
  return {
    body,
    thread: thread.filter((part) => part.trim()),
    mediaIds: media.map(({ id }) => id),
    accountIds: [...accountIds],
  };
}

/** Returns what is wrong before anything is sent. */
export function problemsIn({ body, accountIds, scheduledAt }: PostValues): Problems {
  return {
    ...(body.trim() ? {} : { body: 'Write a text.' }),
    ...(scheduledAt && accountIds.length === 0 ? { accountIds: 'Choose where to publish it.' } : {}),
  };
}
