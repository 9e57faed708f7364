import type { ReactNode } from 'react';
import type { Loaded } from '../../graph/index.ts';
import { LoadedContent } from '../loaded-content.tsx';
import { countTotal, type Total } from '../words.ts';
import { Pager } from './pager.tsx';

/** A page of a connection. */
interface Connection<Item> extends Total {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface PagedListProps<Data, Item extends { readonly id: string }> {
  /** What is listed, in the singular: "post". */
  readonly noun: string;
  readonly loaded: Loaded<Data>;
  readonly connectionOf: (data: Data) => Connection<Item> | null;
  readonly row: (item: Item) => ReactNode;
  /** Shown if nothing matches. */
  readonly empty: ReactNode;
  /** Returns controls of the page that is shown. */
  readonly actions: (items: readonly Item[]) => ReactNode;
  readonly cursors: readonly string[];
  readonly onPage: (cursors: readonly string[]) => void;
}

/** A filtered list page by page, below the number of its items. */
export function PagedList<Data, Item extends { readonly id: string }>(props: PagedListProps<Data, Item>) {
  const { noun, loaded, connectionOf, row, empty, actions, cursors, onPage } = props;
  return (
    <LoadedContent loaded={loaded} what={`${noun}s`}>
      {(data) => {
        const found = connectionOf(data);
        if (!found?.nodes.length) return empty;
        return (
          <>
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h2>{countTotal(found, noun)}</h2>
              {actions(found.nodes)}
            </div>
            <ul className="card">
              {found.nodes.map((item) => (
                <li key={item.id} className="border-b border-line px-4 py-2.5 text-[13px] last:border-0">
                  {row(item)}
                </li>
              ))}
            </ul>
            <Pager cursors={cursors} onChange={onPage} pageInfo={found.pageInfo} />
          </>
        );
      }}
    </LoadedContent>
  );
}
