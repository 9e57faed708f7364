import { getRouteApi, Link } from '@tanstack/react-router';
import { Page, useNotifiedAction } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { Empty } from '../../ui/states.tsx';
import { Comparison } from './comparison.tsx';
import { captureMutation, comparisonsQuery } from './share-operations.ts';
import type { ShareSearch } from './share-search.ts';

const route = getRouteApi('/share-of-voice');

/** How often brands are named, in percent of all brands that are compared. */
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
              <Empty title="Brands and their competitors are compared here" action={<NewComparison />}>
                No brand is compared yet. Choose yours and those that it is named beside.
              </Empty>
            );
          return (
            <>
              {comparisons.length > 1 ? (
                <label className="flex items-center gap-2 text-[13px]">
                  Brand
                  <select
                    className="field w-auto"
                    value={id}
                    onChange={({ target }) => change({ query: target.value, brand: undefined })}
                  >
                    {comparisons.map(({ id: value, primaryBrand }) => (
                      <option key={value} value={value}>
                        {primaryBrand.name}
                      </option>
                    ))}
                  </select>
                </label>
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
        Compare other brands
      </Link>
    </div>
  );
}
