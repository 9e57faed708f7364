import { brandOccurrences, type TrackedBrand } from '@tributary/kit/brands';
import type { ReadablePost } from './post-text.ts';
import { cut } from './post-text.ts';
import { hasCue } from './rules/match-patterns.ts';
import { type Cues, cased, cues } from './rules/rule.ts';

/** Words that are capitalised at the start of a sentence or in a heading, but are not names. */
const NO_NAME = `(?:I|I'm|A|An|The|My|Our|Your|His|Her|Their|This|That|These|Those|It|Its|He|She|We|You|They|And|Or|But|For|To|In|On|At|As|Of|By|Is|Are|Was|Were|Be|Do|Does|Did|Has|Have|Had|If|So|Not|No|Yes|Any|Anyone|Some|Somebody|All|Another|Other|Best|Better|Good|Great|Free|Cheap|Cheaper|New|Open|Open-Source|Self-Hosted|Self-hosted|Source|Looking|Need|Help|Please|Thanks|Hi|Hello|Hey|Ask|Show|Tell|HN|Just|After|Before|From|With|Without|While|When|Where|Who|Whom|Whose|What|Which|Why|How|Because|Since|Should|Would|Could|Can|Will|Using|Instead|Than|Then|Into|Over|Under|About|Really|Here|There|Now|Today|Alternatives?|Replacements?|Worth|Currently|Still|Also|Even|Only|One|Two|Three|More|Most|Every|Self|Large|Small|Scratch|Master|Tabs|Big|AI|API|APIs|CRMs?|SaaS|SEO|PR|HR|UI|UX|LLMs?|SMS|B2B|ERP|CMS|VPNs?|IDEs?|DB|CSV|PDF|GDPR|US|USA|UK|EU|TV|Beginner|EDIT|Edit|TLDR|TL|UPDATE|Update|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)`;
const EDGE = String.raw`(?<![\p{L}\p{N}_])`;
/**
 * Starts at a word boundary, so that its unbounded runs are tried once per word: still linear, and
 * faster than counted runs. A proper name has up to four words on one line. A word is capitalised,
 * in camel case, starts with a digit (1Password), or is a domain (cal.com).
 */
const NAME_WORD = String.raw`(?!${NO_NAME}(?![\p{L}\p{N}]))(?:\p{Lu}[\p{L}\p{N}_+#]*(?:(?:[.&]|-(?=\p{Lu}))[\p{L}\p{N}]+){0,3}(?![\p{L}\p{N}_]|-\p{L})|\p{Ll}+\p{Lu}[\p{L}\p{N}]*|\p{N}{1,3}\p{Lu}\p{L}+|[\p{Ll}\p{N}]+\.(?:io|ai|com|js|app|dev|so|co|net|org|ly|me)(?![\p{L}\p{N}]))`;
const NAME = String.raw`(?<name>${EDGE}${NAME_WORD}(?:\x20(?:${NAME_WORD}|\p{N}{1,4}(?![\p{L}\p{N}.]))){0,3})`;
const OTHER = EDGE + NAME_WORD;
/** Optional words between "from" or "to" and the name. */
const LEAD =
  '(?:(?:the|our|my|using|paying for|something like|e\\.g\\.|things like|services like|tools like) ){0,2}["“*_]?';

/**
 * A pattern that captures a name, with the stems required to try it: name patterns are expensive.
 */
interface NamePattern {
  cues: Cues;
  pattern: RegExp;
  /** Whether the name is what the author replaces, which outweighs a tracked brand in passing. */
  replaces?: boolean;
}

/** Patterns for any text, including article headlines, which use the same words. */
const EVERYWHERE: readonly NamePattern[] = [
  { replaces: true, cues: cues('alte'), pattern: cased`[Aa]lternatives? to ${LEAD}${NAME}` },
  {
    replaces: true,
    cues: cues('alte repl'),
    pattern: cased`${NAME}(?:'s)? (?:[Aa]lternative|[Rr]eplacement)s?(?!\p{L})`,
  },
];
/**
 * Patterns for authors who want something. In headlines they capture anything (two cities, two
 * concepts, a court case), and a wrong competitor is worse than none: in a year of Hacker News
 * titles, only about half of the "X vs. Y" matches named a product.
 */
const OWN_WORDS: readonly NamePattern[] = [
  { cues: cues('vs vers'), pattern: cased`${NAME} (?:[Vv]s\.?|VS\.?|[Vv]ersus) ${OTHER}` },
  {
    replaces: true,
    cues: cues('from off'),
    pattern: cased`(?:[Ss]witch(?:ed|ing)?|[Mm]ov(?:e|ed|ing)|[Mm]igrat(?:e|ed|ing)|[Tt]ransition(?:ed|ing)?|[Cc]om(?:e|ing)) (?:[\p{L}\p{N}'-]{1,20} ){0,3}(?:from|off|off of) ${LEAD}${NAME}`,
  },
  {
    replaces: true,
    cues: cues('inst than repl simi leav ditc drop outg canc'),
    pattern: cased`(?:[Ii]nstead of|[Bb]etter than|[Rr]eplac(?:e|es|ed|ing)|[Rr]eplacement (?:for|to)|[Ss]imilar to|[Cc]heaper than|[Ll]eaving|[Dd]itch(?:ed|ing)?|[Dd]ropp(?:ed|ing)|[Oo]utgr(?:ew|own)|[Cc]ancel(?:l?ed|l?ing)?) ${LEAD}${NAME}`,
  },
  {
    cues: cues('fed sick tire frus happ unha disa hate hati stru prob'),
    pattern: cased`(?:[Ff]ed up with|[Ss]ick of|[Tt]ired of|[Ff]rustrat(?:ed|ing) (?:with|by)|[Uu]nhappy with|[Nn]ot happy with|[Dd]isappointed (?:with|in|by)|[Hh]at(?:e|ing)|[Ss]truggling with|[Pp]roblems? with) ${LEAD}${NAME}`,
  },
  {
    cues: cues('expe pric over cost'),
    pattern: cased`${NAME}(?:'s pricing)? (?:is|are|got|gets|was|has become|became|has gotten|just got) (?:(?:way|far|getting|just|so|really|insanely|ridiculously) ){0,2}(?:too )?(?:expensive|pricey|overpriced|costly)`,
  },
  {
    cues: cues('expe pric over cost'),
    pattern: cased`[Ii]s ${NAME} (?:so|too|this|that) (?:expensive|pricey|overpriced|costly)`,
  },
  {
    cues: cues('rais doub trip hike jack incr'),
    pattern: cased`${NAME} (?:just |has |have )?(?:raised|doubled|tripled|hiked|jacked up|increased) (?:their|its|the|our)`,
  },
  { cues: cues('or'), pattern: cased`${NAME} or ${OTHER}(?=[^.?!\n]{0,30}\?)` },
  { cues: cues('betw'), pattern: cased`[Bb]etween ${NAME} (?:and|or) ${OTHER}` },
  { cues: cues('comp'), pattern: cased`[Cc]ompar(?:e|ed|es|ing|ison) (?:to |with |of )?${NAME}` },
  { cues: cues('some'), pattern: cased`[Ss]omething like ${NAME}` },
  {
    cues: cues('use usin on payi pay have'),
    pattern: cased`(?:[Cc]urrently|[Aa]lready|[Ww]e|I) (?:use|using|on|paying for|pay for|have) ${LEAD}${NAME}`,
  },
];
const ALL = [...EVERYWHERE, ...OWN_WORDS];
/** Longer matches are not names. */
const NAME_LIMIT = 80;

/**
 * A competitor, spelled as in the list of brands or else as in the post, with the matching words.
 */
export interface NamedCompetitor {
  name: string;
  evidence: string;
}

/** Finds the brands that a workspace tracks. Built once per batch. */
export interface CompetitorFinder {
  /** Returns the first competitor that a post names; null if it names none. */
  inPost(post: ReadablePost): NamedCompetitor | null;
  /** Returns the tracked brand with a name; null if there is none. */
  named(name: string): TrackedBrand | null;
}

/** Creates the finder of tracked brands; null without brands. */
export function competitorFinder(brands: readonly TrackedBrand[] | undefined): CompetitorFinder | null {
  if (!brands || brands.length === 0) return null;
  const occurrences = brandOccurrences(brands);
  const byId = new Map(brands.map((brand) => [brand.id, brand]));
  return {
    inPost({ fields, community }) {
      const parts = fields.map(({ raw }) => raw);
      const found = occurrences(parts, community).find(
        ({ counts, brand }) => counts && !byId.get(brand)!.isOwn,
      );
      if (!found) return null;
      const evidence = parts[found.part]!.slice(found.start, found.end);
      return { name: found.brand, evidence: cut(evidence, 120) };
    },
    named(name) {
      // A name alone has no context, so a common word counts as well.
      const found = occurrences([name]).find(({ counts, confidence }) => counts || confidence > 0);
      return found ? byId.get(found.brand)! : null;
    },
  };
}

/**
 * Finds the product that the post wants to replace, compare or abandon, or else the first brand it
 * names that the workspace tracks; null if there is none. The workspace's own brand is never a
 * competitor. `wanting`: the post wants more than an answer.
 */
export function findCompetitor(
  post: ReadablePost,
  wanting: boolean,
  brands: CompetitorFinder | null,
): NamedCompetitor | null {
  const named = firstName(post, wanting);
  if (brands === null) return named && { name: named.name, evidence: named.name };
  const tracked = named && brands.named(named.name);
  if (named && tracked && !tracked.isOwn) return { name: tracked.id, evidence: named.name };
  const other = tracked ? null : named;
  if (other?.replaces) return { name: other.name, evidence: other.name };
  return brands.inPost(post) ?? (other && { name: other.name, evidence: other.name });
}

function firstName(post: ReadablePost, wanting: boolean): { name: string; replaces: boolean } | null {
  for (const field of post.fields) {
    const patterns = wanting && !(post.headline && field.isTitle) ? ALL : EVERYWHERE;
    for (const { cues: stems, pattern, replaces = false } of patterns) {
      if (!hasCue(field, stems)) continue;
      pattern.lastIndex = 0;
      const name = pattern.exec(field.text)?.groups?.name;
      if (name !== undefined && name.length <= NAME_LIMIT) return { name, replaces };
    }
  }
  return null;
}
