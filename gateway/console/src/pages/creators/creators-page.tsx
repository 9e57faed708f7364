import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { Balance } from './balance.tsx';
import { ComparedCreators } from './compared-creators.tsx';
import { creatorQuery } from './creator-operations.ts';
import { CreatorProfile } from './creator-profile.tsx';
import { type CreatorsSearch, comparedIn, toggleCompared } from './creators-search.ts';
import { KnownCreators } from './known-creators.tsx';

const route = getRouteApi('/creators');

/** Looks up creators by their address, and lists those that the workspace knows. */
export function CreatorsPage() {
  const search = route.useSearch();
  const { url, q } = search;
  const compared = comparedIn(search);
  const navigate = route.useNavigate();
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as CreatorsSearch });
  return (
    <Page title="Creators">
      <LookupForm key={url} url={url ?? ''} onLookup={(next) => change({ url: next })} />
      {url ? <Lookup key={url} url={url} /> : null}
      {compared.length > 0 ? (
        <ComparedCreators keys={compared} onClear={() => change({ compare: undefined })} />
      ) : null}
      <KnownCreators
        search={q ?? ''}
        compared={compared}
        onSearch={(next) => change({ q: next || undefined })}
        onCompare={(key) => change({ compare: toggleCompared(search, key) })}
      />
      <Balance />
    </Page>
  );
}

interface LookupFormProps {
  readonly url: string;
  readonly onLookup: (url: string) => void;
}

function LookupForm({ url, onLookup }: LookupFormProps) {
  const field = useId();
  const [value, setValue] = useState(url);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim()) onLookup(value.trim());
  };
  return (
    <form onSubmit={submit} className="grid max-w-2xl gap-1 text-[13px]">
      <label htmlFor={field} className="label">
        Address of a profile or post
      </label>
      <div className="flex gap-2">
        <input
          id={field}
          className="field"
          placeholder="https://www.youtube.com/@name"
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
        <Button type="submit" look="primary" className="h-auto">
          Look up
        </Button>
      </div>
      <p className="text-[12px] text-muted">
        A lookup is charged to the balance below, except within an hour of the last one.
      </p>
    </form>
  );
}

function Lookup({ url }: { url: string }) {
  const loaded = useGraph(creatorQuery, { url });
  return (
    <LoadedContent loaded={loaded} what="creator">
      {({ creator }) =>
        creator ? (
          <CreatorProfile creator={creator} />
        ) : (
          <p className="text-[13px] text-muted">No source knows a creator at this address.</p>
        )
      }
    </LoadedContent>
  );
}
