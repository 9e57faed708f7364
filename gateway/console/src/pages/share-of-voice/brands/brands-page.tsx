import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../../frame/index.ts';
import { useGraph } from '../../../graph/index.ts';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { comparedBrandsQuery } from './brand-operations.ts';
import { BrandsForm } from './brands-form.tsx';

const route = getRouteApi('/share-of-voice/$id/brands');

/** The brands of a comparison, and by which phrases texts name them. */
export function EditBrandsPage() {
  const { id } = route.useParams();
  const loaded = useGraph(comparedBrandsQuery, { id });
  return (
    <Page title="Edit brands">
      <LoadedContent loaded={loaded} what="brands">
        {({ intelligenceQuery }) =>
          intelligenceQuery ? (
            <BrandsForm key={id} comparison={intelligenceQuery} />
          ) : (
            <p className="text-muted">This comparison no longer exists.</p>
          )
        }
      </LoadedContent>
    </Page>
  );
}

/** The page of a comparison that does not exist yet. */
export function NewComparisonPage() {
  return (
    <Page title="Compare brands">
      <BrandsForm />
    </Page>
  );
}
