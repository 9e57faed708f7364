import type { ScoringOptions } from './analysis.ts';
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
}

/** Patterns for any text, including article headlines, which use the same words. */
const EVERYWHERE: readonly NamePattern[] = [
  { cues: cues('alte'), pattern: cased`[Aa]lternatives? to ${LEAD}${NAME}` },
  {
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
    cues: cues('from off'),
    pattern: cased`(?:[Ss]witch(?:ed|ing)?|[Mm]ov(?:e|ed|ing)|[Mm]igrat(?:e|ed|ing)|[Tt]ransition(?:ed|ing)?|[Cc]om(?:e|ing)) (?:[\p{L}\p{N}'-]{1,20} ){0,3}(?:from|off|off of) ${LEAD}${NAME}`,
  },
  {
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
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** Finds any of the brands as a whole word, case-insensitively. Built once per batch. */
export type CompetitorFinder = (text: string) => NamedCompetitor | null;

export function competitorFinder(options: ScoringOptions | undefined): CompetitorFinder | null {
  const brands = (options?.brands ?? []).map((brand) => brand.trim()).filter((brand) => brand !== '');
  if (brands.length === 0) return null;
  // Longest first, so that "Google Analytics" wins over "Google" at the same position.
  const spelled = [...brands]
    .sort((a, b) => b.length - a.length)
    .map((brand) => brand.replace(SYNTAX, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${spelled.join('|')})(?![\\p{L}\\p{N}_])`, 'iu');
  const spelling = new Map(brands.map((brand) => [brand.toLowerCase(), brand]));
  return (text) => {
    const evidence = pattern.exec(text)?.[0];
    if (evidence === undefined) return null;
    return { name: spelling.get(evidence.toLowerCase()) ?? evidence, evidence };
  };
}

/**
 * A competitor, spelled as in the list of brands or else as in the post, with the matching words.
 */
export interface NamedCompetitor {
  name: string;
  evidence: string;
}

/**
 * Finds the product that the post wants to replace, compare or abandon, or else the first brand it
 * names; null if there is none. `wanting`: the post wants more than an answer.
 */
export function findCompetitor(
  post: ReadablePost,
  wanting: boolean,
  brands: CompetitorFinder | null,
): NamedCompetitor | null {
  const named = firstName(post, wanting);
  if (brands === null) return named;
  if (named !== null) return brands(named.name) ?? named;
  for (const field of post.fields) {
    const found = brands(field.raw);
    if (found !== null) return { name: found.name, evidence: cut(found.evidence, 120) };
  }
  return null;
}

function firstName(post: ReadablePost, wanting: boolean): NamedCompetitor | null {
  for (const field of post.fields) {
    const patterns = wanting && !(post.headline && field.isTitle) ? ALL : EVERYWHERE;
    for (const { cues: stems, pattern } of patterns) {
      if (!hasCue(field, stems)) continue;
      pattern.lastIndex = 0;
      const name = pattern.exec(field.text)?.groups?.name;
      if (name !== undefined && name.length <= NAME_LIMIT) return { name, evidence: name };
    }
  }
  return null;
}
