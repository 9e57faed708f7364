import { invalidInput } from '@tributary/kit';
import { COMMUNITY_PLATFORMS, platformName } from '@tributary/platforms';
import { withSession } from '../session/index.ts';
import { print, table } from '../terminal/output.ts';
import {
  askTrackers,
  FAILURE_FIELDS,
  TRACKER_FIELDS,
  type Tracker,
  type TrackerFlags,
} from './tracker-graph.ts';

/** Flags of `trackers preview`. */
export interface PreviewFlags extends TrackerFlags {
  readonly platforms?: string;
  readonly languages?: string;
}

/** Flags of `trackers create`. */
export interface CreateFlags extends PreviewFlags {
  readonly name?: string;
  readonly feed?: readonly string[];
  readonly community?: readonly string[];
  readonly context?: string;
}

/** `trackers create`. */
export function createTracker(query: string, flags: CreateFlags): Promise<void> {
  const input = {
    name: flags.name ?? query,
    query,
    platforms: readPlatforms(flags.platforms),
    languages: readList(flags.languages),
    feeds: flags.feed ?? [],
    communities: (flags.community ?? []).map(readCommunity),
    context: flags.context ?? '',
  };
  return withSession(async (session) => {
    const document = `mutation Create($input: TrackerInput!) {
      createTracker(input: $input) {
        ... on TrackerCreated { tracker { ${TRACKER_FIELDS} } } ${FAILURE_FIELDS}
      }
    }`;
    const { tracker } = await askTrackers<{ tracker: Tracker }>(session, flags, document, { input }, query);
    print(flags.json, tracker, [`Created the tracker ${tracker.name} (${tracker.id}).`, ...missing(tracker)]);
  });
}

/** Lists platforms that the tracker does not listen to, and why. */
function missing({ health }: Tracker): string[] {
  return health
    .filter(({ state }) => state === 'OFF' || state === 'UNSUPPORTED')
    .map(({ source, problem }) => `  ${source.toLowerCase()}: ${problem}`);
}

interface Preview {
  readonly query: string;
  readonly count: number;
  readonly samples: readonly { postedAt: string; source: string; title: string; body: string; url: string }[];
  readonly removedBy: readonly { exclusion: string; count: number }[];
}

/** `trackers preview`. */
export function previewTracker(query: string, flags: PreviewFlags): Promise<void> {
  const variables = {
    query,
    platforms: readPlatforms(flags.platforms),
    languages: readList(flags.languages),
  };
  return withSession(async (session) => {
    const document = `query Preview($query: String!, $platforms: [CommunitySource!], $languages: [String!]) {
      previewTracker(query: $query, platforms: $platforms, languages: $languages) {
        ... on TrackerPreview {
          query count removedBy { exclusion count } samples { postedAt source title body url }
        }
        ${FAILURE_FIELDS}
      }
    }`;
    const preview = await askTrackers<Preview>(session, flags, document, variables, query);
    const rows = preview.samples.map(({ postedAt, source, title, body, url }) => [
      postedAt,
      source.toLowerCase(),
      shortened(title || body),
      url,
    ]);
    print(flags.json, preview, [
      `${preview.query} finds ${preview.count} of the stored posts of the last 7 days.`,
      ...preview.removedBy.map(({ exclusion, count }) => `${exclusion} removes ${count}.`),
      ...(rows.length > 0 ? table([['TIME', 'PLATFORM', 'TEXT', 'ADDRESS'], ...rows]) : []),
    ]);
  });
}

const WIDTH = 60;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1).toWellFormed()}…` : line;
}

function readList(text: string | undefined): string[] | null {
  return text?.split(',').map((each) => each.trim()) ?? null;
}

function readPlatforms(text: string | undefined): string[] | null {
  return readList(text)?.map((name) => readPlatform('platforms', name)) ?? null;
}

function readPlatform(flag: string, name: string): string {
  const slug = platformName(name, COMMUNITY_PLATFORMS);
  if (slug !== null) return slug.toUpperCase();
  throw invalidInput(
    flag,
    `--${flag}: unknown platform "${name}". Known: ${COMMUNITY_PLATFORMS.join(', ')}.`,
  );
}

function readCommunity(text: string): { source: string; name: string } {
  const [, source = '', name = ''] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (name === '')
    throw invalidInput(
      'community',
      `--community must be PLATFORM:NAME, such as reddit:selfhosted, not "${text}".`,
    );
  return { source: readPlatform('community', source), name };
}
