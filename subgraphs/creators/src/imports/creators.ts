import { type FieldSpec, type ImportKind, importTarget, type MappedRecord } from '@tributary/kit/import';
import { deleteOwnAnswers } from '../data/answers.ts';
import { type CatalogueCreator, upsertCreators } from '../data/catalogue.ts';
import { insertHistory } from '../data/history.ts';
import { imports } from '../data/imports.ts';
import { type SeenCreator, upsertKnownCreators } from '../data/known-creators.ts';
import type { Tables } from '../data/tables.ts';
import { checkUsername, usernameKey } from '../names.ts';
import type { Platform } from '../platforms.ts';
import { flagOf, measuredAt, PLATFORM_OPTION, platformOf, subjectOf, textOf } from './row.ts';

const fields: readonly FieldSpec[] = [
  { name: 'platform', kind: 'text', maxLength: 20, strict: true },
  { name: 'username', kind: 'text', maxLength: 200, required: true },
  { name: 'full_name', kind: 'text', maxLength: 200 },
  { name: 'bio', kind: 'text', maxLength: 5_000 },
  { name: 'profile_pic_url', kind: 'url', maxLength: 2_048 },
  { name: 'followers', kind: 'integer', min: 0 },
  { name: 'following', kind: 'integer', min: 0 },
  { name: 'posts_count', kind: 'integer', min: 0 },
  { name: 'is_verified', kind: 'text', read: flagOf('is_verified') },
  { name: 'external_url', kind: 'url', maxLength: 2_048 },
  { name: 'provider', kind: 'text', maxLength: 60 },
  { name: 'measured_at', kind: 'date' },
];

/** `tributary import creators`: imports profiles into the catalogue and records their history. */
export const importCreators: ImportKind<Tables> = {
  name: 'creators',
  description: 'Imports creators into the catalogue, which answers look-ups without querying a platform.',
  options: [PLATFORM_OPTION],
  fields,
  presets: {},
  begin(scope, options, { file, clock }) {
    const recorded = imports.begin(scope, { kind: 'creators', file, subject: subjectOf(options) });
    return importTarget({
      parse: (record) => toCreator(record, options['platform'], clock()),
      write: (creators) =>
        recorded.write(async (inside, importId) => {
          const written = await upsertCreators(inside, creators, importId);
          await insertHistory(inside, creators.map(toHistory), true, importId);
          await upsertKnownCreators(inside, creators.map(toKnown), { at: new Date(clock()), importId });
          await deleteOwnAnswers(inside);
          return written;
        }),
      finish: (outcome) => recorded.finish('report' in outcome ? outcome.report.rejected : 0),
    });
  },
};

/** Converts a creator of the catalogue to an entry of the known creators. */
export function toKnown(creator: CatalogueCreator): SeenCreator {
  const { full_name: fullName, username, followers } = creator;
  return {
    platform: creator.platform as Platform,
    creator: creator.creator,
    username,
    fullName,
    followers,
  };
}

function toCreator(record: MappedRecord, option: string | undefined, now: number): CatalogueCreator {
  const platform = platformOf(record, option);
  const username = checkUsername(platform, String(record['username']));
  return {
    platform,
    creator: usernameKey(platform, username),
    username,
    full_name: textOf(record, 'full_name'),
    bio: textOf(record, 'bio'),
    picture_url: textOf(record, 'profile_pic_url'),
    followers: record['followers'] as number | null,
    following: record['following'] as number | null,
    posts_count: record['posts_count'] as number | null,
    is_verified: record['is_verified'] as boolean | null,
    external_url: textOf(record, 'external_url'),
    provider: textOf(record, 'provider') ?? 'catalogue',
    measured_at: measuredAt(record, now),
  };
}

function toHistory(creator: CatalogueCreator) {
  const { platform, followers, following, posts_count, provider } = creator;
  const common = { kind: 'creator' as const, platform, subject: creator.creator, provider };
  return { ...common, at: creator.measured_at, followers, following, posts_count };
}
