import type { GraphQLFormattedError } from 'graphql';
import type { Group } from './representations.ts';
import type { Json } from './run.ts';

/** What a subgraph has answered for a lot. */
export interface Answer {
  readonly errors: readonly GraphQLFormattedError[];
  /** One for each representation; null when the subgraph had errors instead. */
  readonly entities: readonly unknown[] | null;
  /** Set when the errors are all that the subgraph has answered. */
  readonly whole: boolean;
}

/** Entities that a subgraph is asked for in one exchange. */
export interface Lot {
  readonly representations: readonly Json[];
  /** Rejects when nothing came that could be used. */
  readonly answer: Promise<Answer>;
}

/** The entities of one fetch that are in one lot. */
export interface Share {
  readonly lot: Lot;
  /** By their positions in the lot; the positions of others are empty. */
  readonly groups: readonly (Group | undefined)[];
  /** Whether the fetch was the first to need the lot, and so speaks for what concerns the lot as a whole. */
  readonly first: boolean;
}

/** Asks a subgraph for entities. */
export type Ask = (representations: readonly Json[]) => Promise<Answer>;

/** Where an entity is. */
interface Place {
  readonly lot: Lot;
  readonly index: number;
}

/** The lots of fetches that ask the same. */
export interface Lots {
  /** Finds the entities in lots, or puts them into the next. */
  shares(groups: readonly Group[], ask: Ask): Share[];
}

/** Entities of which no other fetch asks the same. */
export function ownLot(groups: readonly Group[], ask: Ask): Share {
  const representations = groups.map(({ representation }) => representation);
  return { lot: { representations, answer: ask(representations) }, groups, first: true };
}

/**
 * Lots for one execution, as a loader makes them: fetches that begin at the same time make up one, and an entity that
 * is in a lot already, whether it has been answered or not, is not asked for again.
 */
export function createLots(): Lots {
  const known = new Map<unknown, Map<Group['key'], Place>>();
  let next: (Lot & { readonly representations: Json[] }) | null = null;

  const begin = (ask: Ask) => {
    const representations: Json[] = [];
    const answer = Promise.resolve().then(() => {
      next = null;
      return ask(representations);
    });
    return { representations, answer };
  };

  const placeOf = ({ key, representation, targets }: Group, ask: Ask): Place => {
    // A representation may be given the name of an interface.
    const typename = targets[0]!['__typename'];
    let ofType = known.get(typename);
    if (!ofType) {
      ofType = new Map();
      known.set(typename, ofType);
    }
    let place = ofType.get(key);
    if (!place) {
      next ??= begin(ask);
      place = { lot: next, index: next.representations.push(representation) - 1 };
      ofType.set(key, place);
    }
    return place;
  };

  return {
    shares(groups, ask) {
      const before = next;
      const mine = new Map<Lot, (Group | undefined)[]>();
      for (const group of groups) {
        const { lot, index } = placeOf(group, ask);
        const there = mine.get(lot) ?? [];
        there[index] = group;
        mine.set(lot, there);
      }
      return [...mine].map(([lot, groups]) => ({ lot, groups, first: lot === next && lot !== before }));
    },
  };
}
