import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useDocumentTitle, useFrame, useShortcuts } from '../../frame/index.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { Empty } from '../../ui/states.tsx';
import { PostDetail } from './detail/post-detail.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FILTER_KEYS, type InboxSearch } from './inbox-search.ts';
import { variablesOf } from './inbox-variables.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { MarkedBar } from './list/marked-bar.tsx';
import { PostList } from './list/post-list.tsx';
import { useInboxPosts } from './list/use-inbox-posts.ts';
import { useNewPosts } from './list/use-new-posts.ts';
import { useInboxKeys } from './use-inbox-keys.ts';
import { useMarkedPosts } from './use-marked-posts.ts';
import { usePostActions } from './use-post-actions.ts';
import { ViewMenu } from './views/view-menu.tsx';

const route = getRouteApi('/inbox');

/** The triage of posts: a list beside the details of one post. */
export function InboxPage() {
  useDocumentTitle('Inbox');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as InboxSearch, replace: true });
  const inbox = useInbox(search, change);
  const { posts, selected, actions, showNew, newPosts } = inbox;
  const isEmpty = posts.rows.length === 0 && !posts.isLoading && !posts.problem;
  const select = (post: string | undefined) => change({ post });
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">Inbox</h1>
      <FilterBar
        search={search}
        views={
          <ViewMenu
            search={search}
            isSaving={inbox.isSavingView}
            onSaving={inbox.setSavingView}
            onOpen={(view) => navigate({ search: view })}
          />
        }
        onChange={(changes) => change({ ...changes, post: undefined })}
      />
      {isEmpty && !search.post ? (
        <NoPosts search={search} />
      ) : (
        <div className="flex min-h-0 flex-1">
          <section
            aria-label="List"
            className={`min-h-0 w-full flex-col border-line lg:flex lg:w-[400px] lg:shrink-0 lg:border-r ${search.post ? 'hidden' : 'flex'}`}
          >
            <PostList
              posts={posts}
              marked={inbox.marked}
              markedBar={<MarkedBar marked={inbox.marked} actions={actions} />}
              selected={selected}
              onSelect={select}
              newPosts={newPosts}
              onShowNew={showNew}
            />
          </section>
          <section
            aria-label="Post"
            className={`min-h-0 min-w-0 flex-1 overflow-y-auto lg:block ${search.post ? '' : 'hidden'}`}
          >
            {selected ? (
              <PostDetail id={selected} actions={actions} onClose={() => select(undefined)} />
            ) : null}
          </section>
        </div>
      )}
      {inbox.showsKeys ? <KeysDialog onClose={inbox.hideKeys} /> : null}
    </div>
  );
}

/** The state of the page, and the keys that change it. */
function useInbox(search: InboxSearch, change: (changes: object) => void) {
  const [generation, setGeneration] = useState(0);
  const [showsKeys, setShowsKeys] = useState(false);
  const [isSavingView, setSavingView] = useState(false);
  const { reload: reloadFrame } = useFrame();
  const variables = useMemo(() => variablesOf(search), [search]);
  const posts = useInboxPosts(variables);
  const marked = useMarkedPosts(posts.rows);
  const newPosts = useNewPosts(variables, generation);
  const select = (post: string | undefined) => change({ post });
  // The first post is shown beside the list without being part of the address.
  const selected = search.post ?? posts.rows[0]?.id ?? null;
  const listed = search.status ?? 'open';
  const actions = usePostActions({ posts, listed, onSelect: select, onChanged: reloadFrame });
  const showNew = () => {
    posts.reload();
    reloadFrame();
    setGeneration((before) => before + 1);
  };
  useShortcuts(
    useInboxKeys({
      posts,
      selected,
      actions,
      select,
      showNew,
      showKeys: () => setShowsKeys(true),
      saveView: () => setSavingView(true),
      mark: marked.toggle,
    }),
  );
  const hideKeys = () => setShowsKeys(false);
  return {
    posts,
    marked,
    newPosts,
    selected,
    actions,
    showNew,
    showsKeys,
    hideKeys,
    isSavingView,
    setSavingView,
  };
}

/** Says why the list is empty, and offers what changes it. */
function NoPosts({ search }: { search: InboxSearch }) {
  const { trackers } = useFrame();
  const navigate = route.useNavigate();
  const isFiltered = [...FILTER_KEYS, 'q' as const, 'score' as const].some((key) => search[key]);
  const clear = () => navigate({ search: {} });
  if (isFiltered || search.status)
    return (
      <Empty
        title="No post matches these filters"
        action={
          <button type="button" className={buttonClasses()} onClick={clear}>
            Remove all filters
          </button>
        }
      >
        Handled posts have the status “Done” or “Dismissed”.
      </Empty>
    );
  if (trackers.length > 0)
    return <Empty title="Inbox empty">New posts of your trackers appear here within seconds.</Empty>;
  return (
    <Empty
      title="Posts that your trackers find appear here"
      action={
        <button
          type="button"
          className={buttonClasses('primary')}
          onClick={() => navigate({ to: '/trackers/new' })}
        >
          Create a tracker
        </button>
      }
    >
      A tracker listens for posts that match a query. You have none yet.
    </Empty>
  );
}
