import { Button } from '../button.tsx';

interface PagerProps {
  /** Cursors of the pages behind the first one that lead to the page that is shown. */
  readonly cursors: readonly string[];
  readonly onChange: (cursors: readonly string[]) => void;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  /** Names of the buttons. */
  readonly previous?: string;
  readonly next?: string;
}

/** Buttons to the previous and the next page of a list, as far as there are any. */
export function Pager({
  cursors,
  onChange,
  pageInfo: { hasNextPage, endCursor },
  previous = 'Previous page',
  next = 'Next page',
}: PagerProps) {
  return (
    <div className="flex gap-2">
      {cursors.length > 0 ? <Button onClick={() => onChange(cursors.slice(0, -1))}>{previous}</Button> : null}
      {hasNextPage && endCursor ? (
        <Button onClick={() => onChange([...cursors, endCursor])}>{next}</Button>
      ) : null}
    </div>
  );
}
