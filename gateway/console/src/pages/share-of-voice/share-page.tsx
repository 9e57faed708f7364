import { getRouteApi, Link } from '@tanstack/react-router';
import { Page, useNotifiedAction } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Filters, SelectFilter } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icons.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { Empty } from '../../ui/states.tsx';
import { Comparison } from './comparison.tsx';
import { captureMutation, comparisonsQuery } from './share-operations.ts';
import type { ShareSearch } from './share-search.ts';

const route = getRouteApi('/share-of-voice');

/** The shares of the mentions of compared brands, over time and by community. */
export function ShareOfVoicePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const loaded = useGraph(comparisonsQuery, {});
  const comparisons = loaded.data?.intelligenceQueries?.nodes ?? [];
  const id = search.query ?? comparisons[0]?.id;
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as ShareSearch, replace: true });
  return (
    <Page
      title="Share of voice"
      action={id ? <Actions id={id} onCounted={() => change({ date: undefined })} /> : <NewComparison />}
    >
      <LoadedContent loaded={loaded} what="comparisons">
        {() => {
          if (!id)
            return (
              <Empty title="Compare your brand with its competitors" action={<NewComparison />}>
                No comparison exists yet. Add your brand and its competitors.
              </Empty>
            );
          return (
            <>
              {comparisons.length > 1 ? (
                <Filters>
                  <SelectFilter
                    label="Brand"
                    value={id}
                    options={comparisons.map(({ id: value, primaryBrand: { name } }) => ({ value, name }))}
                    onChange={(query) => change({ query, brand: undefined })}
                  />
                </Filters>
              ) : null}
              <Comparison key={id} id={id} search={search} onChange={change} />
            </>
          );
        }}
      </LoadedContent>
    </Page>
  );
}

function NewComparison() {
  return (
    <Link to="/share-of-voice/new" className={buttonClasses('primary')}>
      <Icon name="plus" size={14} />
      Compare brands
    </Link>
  );
}

function Actions({ id, onCounted }: { id: string; onCounted: () => void }) {
  const count = useNotifiedAction(captureMutation, () => 'The posts until now are counted.');
  const run = async () => {
    if (await count({ id })) onCounted();
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Link to="/share-of-voice/$id/brands" params={{ id }} className={buttonClasses('primary')}>
        Edit brands
      </Link>
      <Button onClick={run}>Count now</Button>
      <Link to="/share-of-voice/new" className={buttonClasses()}>
        New comparison
      </Link>
    </div>
  );
}
