import type { Token } from '../text/search/tokens.ts';

/** An occurrence of a common word that may name a brand. */
export interface CommonWordUse {
  /** The text in NFKC, and its words. */
  readonly normal: string;
  readonly tokens: readonly Token[];
  /** From `letterCaseOf`. */
  readonly letterCase: LetterCase;
  /** Index of the word. */
  readonly at: number;
  /** The name as configured. */
  readonly name: string;
  /** The community of the text: a subreddit, for instance. */
  readonly community: string | null;
  /** Whether the text names the brand by another of its names. */
  readonly isNamedOtherwise: boolean;
  /** Whether the text names another tracked brand. */
  readonly hasOtherBrand: boolean;
}

/** How likely a word names a brand, and the evidence that weighs most. */
export interface Judgement {
  /** From 0 to 1; the word counts from 0.5. */
  readonly confidence: number;
  readonly reason: string;
}

/** Evidence for or against, as a difference in log-odds. */
interface Evidence {
  readonly weight: number;
  readonly reason: string;
}

const wordSet = (words: string) => new Set(words.split(/\s+/));

/** Nouns that follow the name of a product or company: "the Notion app". */
const PRODUCT = wordSet(
  `app apps account accounts subscription subscriptions pricing plan plans api apis docs documentation workspace workspaces
  login support ceo cfo cto founder founders inc corp llc store stores employee employees user users customer customers
  integration integrations plugin plugins extension template templates page pages database databases dashboard card cards
  reader terminal checkout invoice invoices stock shares website site software product products update outage feature
  features tickets issue issues board boards premium pro ai calendar circle channel channels bot alternative alternatives
  competitor competitors competitor's`,
);
/** Words before a product: "we use Notion", "switched to Linear". */
const BEFORE = wordSet(
  `use uses using used try tries tried trying via with love loves loved hate hates hated like vs versus than into from by
  joining joined buying bought leaving left left ditched ditching replaced replacing dropped cancelled canceled cancel
  recommend recommends recommended migrating migrated switched switching dear hey thanks`,
);
/** Weaker: words that precede ordinary nouns as often. */
const PREPOSITIONS = wordSet('in on at to for of and or about is');
const DETERMINERS = wordSet(
  'a an this that these those any some no my your his her our their its every each same whole main new',
);
/** Words after a common word in its ordinary meaning: "square root", "linear regression". */
const ORDINARY_NEXT = wordSet(
  `of that regression algebra equation equations function functions model models programming growth foot feet root meter
  meters metre metres mile miles inch inches yard yards audience audiences market markets price date group groups language
  number numbers time times line lines ahead down up out off back away into users people views dollars usd euros followers
  downloads subscribers lines requests rows visitors years days per`,
);
/** Words around software, shops and money, where a brand is likely. */
const COMMERCE = wordSet(
  `app apps saas startup startups software tool tools pricing subscription free paid tier upgrade customers customer service
  support refund order delivery store shopping checkout integration integrations api sync team teams workspace productivity
  crm payments payment invoice ticket tickets alternative alternatives slack trello jira asana airtable excel evernote figma
  github gitlab shopify walmart paypal obsidian todoist clickup stripe zoom ios android`,
);
/** Words that make a quantity of "3M": what is counted, and what precedes amounts. */
const COUNTED = wordSet(
  `users people views dollars usd euros pounds followers downloads subscribers customers requests rows lines visitors years
  days tall wide long high deep of per in seed round funding raised at from to`,
);
const AMOUNTS = wordSet(
  'over nearly about almost than raised raises raising around roughly approximately least most',
);
const TOP_LEVEL = wordSet('com so app io ai net org co dev team us uk');
const NEAR = 6;
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS_CHARACTER = /[^\s<>"]/;

/** Judges by capitals, neighbours and community whether a common word names the brand. */
export function judge(use: CommonWordUse): Judgement {
  const evidence = [spelling(use), ...quantity(use), ...neighbours(use), ...surroundings(use)];
  const odds = evidence.reduce((sum, { weight }) => sum + weight, 0);
  const confidence = Math.round(100 / (1 + Math.exp(-odds))) / 100;
  const side = evidence.filter(({ weight }) => weight > 0 === odds > 0);
  const strongest = side.reduce(
    (most, each) => (Math.abs(each.weight) > Math.abs(most.weight) ? each : most),
    side[0] ?? evidence[0]!,
  );
  return { confidence, reason: strongest.reason };
}

/** What the sign before the word and its capitals say. */
function spelling({ normal, tokens, letterCase, at, name }: CommonWordUse): Evidence {
  const { start, surface, word } = tokens[at]!;
  const sign = normal[start - 1] ?? '';
  if (sign === '@' && !WORD.test(normal[start - 2] ?? '')) return { weight: 3, reason: 'is a handle' };
  if (sign === '#') return { weight: 1, reason: 'is a hashtag' };
  const isCapital = surface !== word;
  const isShouted = surface === surface.toUpperCase() && isCapital && surface.length > 1;
  const { mixed, headline, shouted } = letterCase;
  if (!isCapital)
    return mixed
      ? { weight: -2.2, reason: 'is written in lower case' }
      : { weight: -0.8, reason: 'is written in lower case, as the whole text' };
  if (isShouted && !shouted && name === surface) return { weight: 2, reason: 'is spelled like the name' };
  if (shouted || headline) return { weight: -0.1, reason: 'has the capital of every word of the text' };
  if (opensSentence(normal, start)) return { weight: -0.2, reason: 'has the capital of its sentence' };
  return { weight: 1.6, reason: 'has a capital within a sentence' };
}

/** How a text uses capitals: a capital carries no information where every word has one. */
export interface LetterCase {
  /** Whether any word has one. */
  readonly mixed: boolean;
  /** Whether most words have one. */
  readonly headline: boolean;
  /** Whether most words have nothing else. */
  readonly shouted: boolean;
}

/** Returns how a text uses capitals. */
export function letterCaseOf(tokens: readonly Token[]): LetterCase {
  const long = tokens.filter(({ word }) => word.length > 3 && /^\p{L}/u.test(word));
  const capitals = long.filter(({ word, surface }) => word !== surface).length;
  const shouting = long.filter(({ surface }) => surface === surface.toUpperCase()).length;
  return {
    mixed: tokens.some(({ word, surface }) => word !== surface),
    headline: long.length > 3 && capitals > long.length * 0.65,
    shouted: long.length > 2 && shouting > long.length * 0.6,
  };
}

function opensSentence(normal: string, start: number): boolean {
  return /(?:^|[.!?:\n]["'”’)\]]*\s*|[•*–-]\s+)["'“‘([]*$/u.test(
    normal.slice(Math.max(0, start - 10), start),
  );
}

/** What a quantity with the spelling of a name ("3M") counts. */
function quantity({ tokens, at }: CommonWordUse): Evidence[] {
  if (!/^\p{N}/u.test(tokens[at]!.word)) return [];
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const found: Evidence[] = [];
  if (after && COUNTED.has(after.word))
    found.push({ weight: -4, reason: `is a quantity of “${after.surface}”` });
  if (before && AMOUNTS.has(before.word))
    found.push({ weight: -3, reason: `is an amount after “${before.surface}”` });
  return found;
}

/** What the words next to it say. */
function neighbours({ normal, tokens, at }: CommonWordUse): Evidence[] {
  const { start, end } = tokens[at]!;
  const found: Evidence[] = [];
  const add = (weight: number, reason: string) => found.push({ weight, reason });
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  const isProduct = after !== undefined && PRODUCT.has(after.word) && adjacent(normal, end, after.start);
  const isDomain = after !== undefined && normal.slice(end, after.start) === '.' && TOP_LEVEL.has(after.word);
  if (isDomain) add(3, 'is a domain');
  else if (isInAddress(normal, start)) add(-1.5, 'is part of an address');
  if (isProduct) add(1.8, `is followed by “${after.surface}”`);
  if (after && adjacent(normal, end, after.start)) {
    if (ORDINARY_NEXT.has(after.word)) add(-2, `is followed by “${after.surface}”`);
    else if (!isProduct && after.surface !== after.word) add(-0.5, 'may begin a longer name');
  }
  if (normal[end] === '-' || normal[start - 1] === '-') add(-1.5, 'is part of a hyphenated word');
  if (before && adjacent(normal, before.end, start)) {
    if (BEFORE.has(before.word)) add(0.9, `follows “${before.surface}”`);
    else if (PREPOSITIONS.has(before.word)) add(0.2, `follows “${before.surface}”`);
    else if (DETERMINERS.has(before.word) && !isProduct) add(-1.2, `follows “${before.surface}”`);
    else if (before.surface !== before.word && !opensSentence(normal, before.start))
      add(-1.8, 'may end a longer name');
  }
  return found;
}

function adjacent(normal: string, from: number, to: number): boolean {
  return /^[ \u00a0'’"“”]{1,2}$/u.test(normal.slice(from, to)) || normal.slice(from, to) === '’s ';
}

/** Whether a word is in a URL or an e-mail address. */
function isInAddress(normal: string, start: number): boolean {
  let from = start;
  while (from > 0 && start - from < 200 && ADDRESS_CHARACTER.test(normal[from - 1]!)) from--;
  const run = normal.slice(from, start);
  return run.includes('://') || /[\p{L}\p{N}]@/u.test(run) || /^www\./i.test(run);
}

/** What the rest of the text and its community say. */
function surroundings(use: CommonWordUse): Evidence[] {
  const { tokens, at, name, community, isNamedOtherwise, hasOtherBrand } = use;
  const found: Evidence[] = [];
  if (community !== null && joined(community) === joined(name))
    found.push({ weight: 4, reason: `is in the community “${community}”` });
  if (isNamedOtherwise) found.push({ weight: 3, reason: 'is also named unmistakably in this text' });
  if (hasOtherBrand) found.push({ weight: 1.3, reason: 'is beside another tracked brand' });
  const near = tokens.slice(Math.max(0, at - NEAR), at + NEAR + 1);
  const word = near.find((token) => token !== tokens[at] && COMMERCE.has(token.word));
  if (word) found.push({ weight: 0.8, reason: `is near “${word.surface}”` });
  return found;
}

function joined(name: string): string {
  return name
    .toLowerCase()
    .replace(/^r\//, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
