import { allOf, anyOf, type QueryNode } from './ast.ts';
import { FIELD_NAMES } from './fields.ts';
import { type ParsedQuery, parseQuery } from './parser.ts';
import { printQuery } from './print.ts';
import { keywordQuery } from './term.ts';

/** A brand that a prompt may name. */
export interface PromptBrand {
  /** Its name, and other names; each of them finds it. */
  readonly names: readonly [string, ...string[]];
}

/**
 * English words that a prompt is phrased with and that say nothing about its subject. Only prompts
 * leave them out: in a query every word counts.
 */
const FILLERS = `
  a about all also am an and any anybody anyone are around as at be because been being between but by can could
  did do does doing during each either every everybody everyone for from get give had has have having he her here
  him his how i i'd i'll i'm i've if in into is isn't it it's its just let like looking many me more most much my
  need no nor not of off on one only onto or other our ours over own please re see she should show so some somebody
  someone such than that that's the their theirs them then there there's these they they're this those through to
  too under until up us very want was we we're were what what's when where whether which while who who's whom whose why
  will with within without would you you're your
  comment comments discuss discussed discussing discussion discussions find finding mention mentioned mentioning
  mentions opinion opinions people post posted posting posts said say saying says talk talked talking talks tell
  thread threads think thinking thinks thought thoughts user users`;

const FILLER_WORDS: ReadonlySet<string> = new Set(FILLERS.trim().split(/\s+/));

const QUOTED = /["“”„]([^"“”„]*)["“”„]/g;
/** What a prompt contains only if it is written in the query language. */
const OPERATORS = [
  /(?:^|[\s(])(?:AND|OR|NOT|NEAR\/\d+)(?=[\s)]|$)/,
  /(?:^|[\s(])[-–—−](?=[\p{L}\p{N}"“”„`(])/u,
  /`|[\p{L}\p{N}]\*(?=[\s)]|$)/u,
  new RegExp(`(?:^|[\\s(-])(?:${FIELD_NAMES.join('|')}):(?=\\S)`, 'i'),
];
const OPENING = /^[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}.#@]+/u;
const CLOSING = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}+#\u200D]+$/u;

/**
 * Returns the query for what a person asks for, see "Prompts" in docs/query-language.md. A prompt
 * with an operator, a field or an unclosed quote is a query already. Otherwise an item must contain
 * each quoted phrase, each brand that the prompt names, by any of its names, and each other word
 * that is not a filler.
 */
export function promptQuery(prompt: string, brands: readonly PromptBrand[] = []): ParsedQuery {
  if (isQuery(prompt)) return parseQuery(prompt);
  const phrases = Array.from(prompt.matchAll(QUOTED), ([, phrase]) => keywordQuery(phrase!));
  const { nodes, rest } = takeBrands(prompt.replace(QUOTED, ' '), brands);
  const words = wordsIn(rest).filter((word) => !FILLER_WORDS.has(word.toLowerCase().replace('’', "'")));
  const terms = words.map((word) => keywordQuery(word.replace(/['’]s$/, '')));
  const found = [...phrases, ...nodes, ...terms].filter((node) => node !== null);
  const [first, ...others] = distinct(found);
  // A name may consist of fillers only, such as The Who.
  const query = first ? allOf([first, ...others]) : keywordQuery(prompt);
  return parseQuery(query ? printQuery(query) : prompt);
}

function isQuery(prompt: string): boolean {
  const quotes = prompt.match(/["“”„]/g)?.length ?? 0;
  const plain = prompt.replace(QUOTED, '""');
  return quotes % 2 === 1 || OPERATORS.some((operator) => operator.test(plain));
}

/** Finds the brands that a text names, longest name first, and removes their names from it. */
function takeBrands(text: string, brands: readonly PromptBrand[]): { nodes: QueryNode[]; rest: string } {
  const names = brands
    .flatMap((brand) => brand.names.map((name) => ({ brand, name })))
    .filter(({ name }) => keywordQuery(name) !== null)
    .sort((one, other) => other.name.length - one.name.length);
  const found = new Set<PromptBrand>();
  let rest = text;
  for (const { brand, name } of names) {
    const without = rest.replace(wholeWords(name), ' ');
    if (without !== rest) found.add(brand);
    rest = without;
  }
  return { nodes: [...found].map(brandNode), rest };
}

function brandNode({ names }: PromptBrand): QueryNode {
  const [first, ...others] = distinct(names.map(keywordQuery).filter((term) => term !== null));
  return anyOf([first!, ...others]);
}

function wholeWords(name: string): RegExp {
  const spaced = name.trim().split(/\s+/).map(RegExp.escape).join('\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${spaced}(?:['’]s)?(?![\\p{L}\\p{N}])`, 'giu');
}

function wordsIn(text: string): string[] {
  const words = text.split(/\s+/).map((word) => word.replace(OPENING, '').replace(CLOSING, ''));
  return words.filter((word) => word !== '');
}

/** Returns each node once, compared as the query language does, ignoring case. */
function distinct<Node extends QueryNode>(nodes: readonly Node[]): Node[] {
  const known = new Map<string, Node>();
  for (const node of nodes) {
    const key = printQuery(node).toLowerCase();
    if (!known.has(key)) known.set(key, node);
  }
  return [...known.values()];
}
