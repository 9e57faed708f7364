import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { problemOf, type RequestProblem } from '../../../graph/index.ts';
import type { Total } from '../../../ui/words.ts';
import { type InboxRow, type InboxVariables, inboxQuery } from '../inbox-operations.ts';

/** The posts that have been read so far. */
interface Posts extends Total {
  readonly rows: readonly InboxRow[];
  readonly endCursor: string | null;
  readonly hasMore: boolean;
}

/** The list of the inbox. */
export interface InboxPosts extends Posts {
  readonly isLoading: boolean;
  readonly problem: RequestProblem | null;
  reload(): void;
  /** Reads the next page, unless it is being read. */
  more(): void;
  /** Removes a row and returns its index; -1 if the list does not have it. */
  remove(id: string): number;
  insert(row: InboxRow, index: number): void;
}

const NONE: Posts = { rows: [], totalCount: 0, totalCountIsExact: true, endCursor: null, hasMore: false };

/** Reads pages of posts. Rows change only by what the person does. */
export function useInboxPosts(variables: InboxVariables): InboxPosts {
  const client = useClient();
  const [posts, setPosts] = useState(NONE);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [isLoading, setLoading] = useState(true);
  /** Number of the newest request, and whether it runs; responses to earlier ones are dropped. */
  const request = useRef({ number: 0, runs: false });
  /** Ids of the rows that were read; collecting them anew would take longer with each page. */
  const known = useRef(new Set<string>());
  const key = JSON.stringify(variables);

  const read = useCallback(
    async (after: string | null) => {
      request.current = { number: request.current.number + 1, runs: true };
      const { number } = request.current;
      setLoading(true);
      const page = { ...(JSON.parse(key) as InboxVariables), after };
      const { data, error } = await client.query(inboxQuery, page).toPromise();
      if (number !== request.current.number) return;
      request.current.runs = false;
      setLoading(false);
      setProblem(error ? problemOf(error) : null);
      const found = data?.communityPosts;
      if (!found) return;
      if (!after) known.current = new Set();
      const rows = unknownRows(found, known.current);
      setPosts((before) => appended(after ? before : NONE, rows, found));
    },
    [client, key],
  );
  useEffect(() => {
    setPosts(NONE);
    read(null);
  }, [read]);

  const { rows } = posts;
  return {
    ...posts,
    isLoading,
    problem,
    reload: () => void read(null),
    more: () => {
      if (posts.hasMore && !request.current.runs) read(posts.endCursor);
    },
    remove(id) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0)
        setPosts((now) => ({
          ...now,
          rows: now.rows.filter((row) => row.id !== id),
          totalCount: now.totalCount - 1,
        }));
      return index;
    },
    insert: (row, index) =>
      setPosts((now) => ({
        ...now,
        rows: now.rows.toSpliced(index, 0, row),
        totalCount: now.totalCount + 1,
      })),
  };
}

interface Page extends Total {
  readonly nodes: readonly InboxRow[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Number of characters of a text that a row can show. */
const SHOWN_CHARACTERS = 200;

/**
 * Returns a row without the part of its texts that the list does not show: tens of thousands of
 * rows stay in memory while a person scrolls.
 */
function compact(row: InboxRow): InboxRow {
  return { ...row, title: beginningOf(row.title), body: row.title ? '' : beginningOf(row.body) };
}

/** Copies the beginning, because a slice would keep the whole text in memory. */
function beginningOf(text: string): string {
  return Array.from(text.slice(0, SHOWN_CHARACTERS + 1))
    .slice(0, SHOWN_CHARACTERS)
    .join('');
}

/** Returns the rows of a page that no earlier page had before new posts moved them. */
function unknownRows({ nodes }: Page, known: Set<string>): InboxRow[] {
  const rows = nodes.filter(({ id }) => !known.has(id)).map(compact);
  for (const { id } of rows) known.add(id);
  return rows;
}

function appended(
  before: Posts,
  rows: readonly InboxRow[],
  { totalCount, totalCountIsExact, pageInfo }: Page,
): Posts {
  return {
    rows: [...before.rows, ...rows],
    totalCount,
    totalCountIsExact,
    endCursor: pageInfo.endCursor,
    hasMore: pageInfo.hasNextPage,
  };
}
