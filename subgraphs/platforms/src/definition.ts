import type { SettingValues } from '@tributary/kit';
import type { AddressRules, NameRules } from './address-rules.ts';
import type { Settings } from './client.ts';
import type { ListenPart } from './listen/source.ts';
import type { AccountClients } from './publish/account-client.ts';
import type { CredentialNames, Publisher } from './publish/publisher.ts';
import type { StatisticsPart } from './statistics/statistics-source.ts';

/** Services that a publisher is opened with. */
export interface PublishServices<Spec extends Settings> {
  readonly settings: SettingValues<Spec>;
  readonly clients: AccountClients;
  readonly clock: () => number;
  /** Whether URLs supplied by a workspace may have private addresses. */
  readonly allowPrivate: boolean;
}

/** The publishing part of a platform. */
export interface PublishPart<Spec extends Settings> {
  readonly credentials: CredentialNames;
  /**
   * Opens the publisher; absent if it is part of this installation and supplied by the publishing
   * subgraph.
   */
  open?(services: PublishServices<Spec>): Publisher;
}

/** The parts of a platform; each is optional. */
export interface PlatformParts<Spec extends Settings> {
  /** URL rules for posts and profiles. */
  readonly addresses?: AddressRules;
  /** Username rules. */
  readonly names?: NameRules;
  readonly statistics?: StatisticsPart<Spec>;
  readonly publish?: PublishPart<Spec>;
  /** Present if its posts are community posts: a value of `CommunitySource`. */
  readonly community?: true;
  /** Present if its posts are mentions: a value of `MentionSource`. */
  readonly mentions?: true;
  readonly listen?: ListenPart<Spec>;
}

/** A social platform: everything the product knows about it. */
export interface PlatformDefinition<Spec extends Settings = Settings> extends PlatformParts<Spec> {
  /** Its name in the database, in settings and between subgraphs. */
  readonly slug: string;
  /** Its display name. */
  readonly name: string;
  /** Its description in the graph's enums; by default its name. */
  readonly description?: string;
  /** Other names that people and exports use, in lower case without spaces and punctuation. */
  readonly aliases?: readonly string[];
  /** Environment variables. */
  readonly settings?: Spec;
}

/** Defines a platform; its parts can read no settings but its own. */
export function definePlatform<
  const Slug extends string,
  const Parts extends PlatformParts<Spec>,
  Spec extends Settings = Record<never, never>,
>(
  definition: Pick<PlatformDefinition, 'name' | 'description' | 'aliases'> & {
    readonly slug: Slug;
    readonly settings?: Spec;
  } & Parts,
) {
  return definition;
}
