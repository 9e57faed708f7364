import { wordsOf } from '@tributary/kit/text';
import { parseQuery, type QueryNode } from '@tributary/listening';
import { AMBIGUOUS_WORDS } from './ambiguous-words.ts';

/** A tracker, prepared for judging its matches. */
export interface TrackerWords {
  /** Words and phrases of the query that a post may contain, as written. */
  readonly terms: readonly string[];
  /** Whether all of them are ordinary words that may mean something else. */
  readonly isAmbiguous: boolean;
  /** Words of the context, without those of the query. */
  readonly context: ReadonlySet<string>;
}

/** Words shorter than this say nothing about a subject. */
const SHORTEST = 3;
const COMMON = new Set(
  `about after also and any are but can customers company for from has have her his how into its just like make more most
  not one our out over people product products service services software some such team teams than that the their them
  then there these they this those tool tools use used uses using was were what when which who will with you your`.split(
    /\s+/,
  ),
);

/** Prepares a tracker for judging its matches. */
export function trackerWords({
  query,
  context,
}: {
  readonly query: string;
  readonly context: string;
}): TrackerWords {
  const parsed = parseQuery(query).query;
  const terms = parsed ? [...new Set(termsOf(parsed))] : [];
  const own = new Set(terms.flatMap((term) => wordsOf(term)));
  const words = wordsOf(context).filter(
    (word) => word.length >= SHORTEST && !COMMON.has(word) && !own.has(word),
  );
  const isAmbiguous = terms.length > 0 && terms.every((term) => AMBIGUOUS_WORDS.has(term.toLowerCase()));
  return { terms, isAmbiguous, context: new Set(words) };
}

/** Lists the words and phrases that a query finds; those that it excludes are left out. */
function termsOf(node: QueryNode): string[] {
  switch (node.kind) {
    case 'term':
      return [node.text];
    case 'near':
      return [...node.left, ...node.right].map(({ text }) => text);
    case 'and':
    case 'or':
      return node.nodes.flatMap(termsOf);
    default:
      return [];
  }
}
