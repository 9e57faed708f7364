import { DAY, withFailures } from '@tributary/kit';
import { parseQuery, printQuery } from '@tributary/listening';
import type { CommunityContext } from '../../context.ts';
import { countPreview, listPreview } from '../../data/trackers/tracker-preview.ts';
import { excludedParts } from '../../tracking/excluded-parts.ts';
import { checkLanguages, checkQuery } from '../../tracking/tracker-input.ts';
import { withQueryFailures } from '../failures.ts';

interface PreviewArguments {
  readonly query: string;
  readonly platforms?: readonly string[] | null;
  readonly languages?: readonly string[] | null;
}

const DAYS = 7;
const SAMPLES = 5;

/** `Query.previewTracker`. */
export function previewTracker(_: unknown, args: PreviewArguments, context: CommunityContext) {
  return withQueryFailures(() =>
    withFailures(async () => {
      const canonical = checkQuery(args.query);
      const query = parseQuery(canonical).query!;
      const range = {
        platforms: args.platforms?.length ? args.platforms : null,
        languages: checkLanguages(args.languages ?? null, 'languages'),
        from: new Date(context.clock() - DAYS * DAY),
      };
      const excluded = excludedParts(query);
      const { count, removed, removedBy } = await countPreview(context.scope(), query, excluded, range);
      return {
        __typename: 'TrackerPreview',
        query: canonical,
        count,
        removed,
        samples: () => listPreview(context.scope(), query, range, SAMPLES),
        removedBy: excluded.map((part, at) => ({
          exclusion: printQuery({ kind: 'not', node: part }),
          count: removedBy[at],
        })),
      };
    }),
  );
}
