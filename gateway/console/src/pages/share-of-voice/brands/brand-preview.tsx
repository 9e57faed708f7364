import { useGraph, useSettled } from '../../../graph/index.ts';
import { PlatformMark } from '../../../ui/platform.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { Time } from '../../../ui/time.tsx';
import { countTotal } from '../../../ui/words.ts';
import { previewBrandQuery } from './brand-operations.ts';
import { type BrandValues, brandInputOf } from './brand-values.ts';

/** The stored posts that name a brand by the phrases of the form. */
export function BrandPreview({ brand }: { brand: BrandValues }) {
  const settled = useSettled(brand);
  const isEmpty = !settled.name.trim();
  const { data, problem, isLoading, retry } = useGraph(
    previewBrandQuery,
    { brand: brandInputOf(settled) },
    { pause: isEmpty },
  );
  const found = isEmpty ? null : data?.previewBrand;
  const isCurrent = settled === brand && !isLoading;
  return (
    <section aria-label="Preview" className="card sticky top-4 bg-surface">
      <div className="border-b border-line px-4 py-3">
        <h2>{brand.name || 'Preview'}</h2>
        <p aria-live="polite" className="text-[13px] text-muted">
          {isEmpty ? 'Enter a name to see which stored posts name the brand.' : null}
          {found ? `${countTotal(found.communityPosts, 'stored post')} found` : null}
        </p>
      </div>
      {problem && !isEmpty ? (
        <Failure title="The preview could not be loaded" problem={problem} onRetry={retry} />
      ) : null}
      {isLoading && !found ? <Skeleton lines={4} /> : null}
      {found ? (
        <div className={isCurrent ? '' : 'opacity-60'}>
          <p className="border-b border-line px-4 py-2 text-[12px] text-muted">
            Found by: {found.match.names.join(' · ')}
          </p>
          <ul>
            {found.communityPosts.nodes.map((post) => (
              <li
                key={post.id}
                className="grid gap-0.5 border-b border-line px-4 py-2 text-[13px] last:border-0"
              >
                <span className="line-clamp-2 break-words">{(post.title || post.body).slice(0, 300)}</span>
                <span className="flex items-center gap-1.5 text-[12px] text-muted">
                  <PlatformMark platform={post.source} />
                  <Time at={post.postedAt} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
