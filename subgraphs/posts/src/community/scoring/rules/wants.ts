import { cased, cues, type IntentRule, phrase } from './rule.ts';
import { WORD } from './vocabulary.ts';

/** A capitalised or camel-case word, such as a product name, for case-sensitive patterns. */
const NAMED = String.raw`(?:\p{Lu}[\p{L}\p{N}.+#]{0,20}|\p{Ll}{1,8}\p{Lu}[\p{L}\p{N}]{1,15})`;

/**
 * The beginning of a name. A headline that compares things in small letters, such as soils or laws,
 * compares no products.
 */
const PRODUCT_NAME = String.raw`(?:[\p{Lu}\p{N}]|\p{Ll}{1,8}(?:\p{Lu}|\.\p{Ll}))${WORD}?`;

const DIFFERENCES = cased`[Dd]ifferences? between ${NAMED}(?: ${NAMED})? and ${NAMED}`;

/** The author compares products. */
export const COMPARISON_RULES: readonly IntentRule[] = [
  {
    name: 'comparing',
    cues: cues('vs vers diff'),
    intent: 'comparison',
    weight: 4,
    headline: {
      weight: 2,
      text: [
        cased`${WORD} (?:vs\.?|VS|[Vv]ersus) (?!(?:19|20)\d\d(?!\d))(?:a |the )?${PRODUCT_NAME}`,
        DIFFERENCES,
      ],
    },
    text: [phrase`${WORD} (?:vs\.?|versus) (?!(?:19|20)\d\d\b)${WORD}`, DIFFERENCES],
  },
  {
    name: 'choosing',
    cues: cues('betw whic how shou'),
    intent: 'comparison',
    weight: 4.5,
    unless:
      /\b(?:college|universit(?:y|ies)|degrees?|job|jobs|offers?|careers?|cit(?:y|ies)|majors?|mba|phd|salary|schools?|marry)\b/i,
    text: [
      phrase`\b(?:deciding|choosing|choose|decide|torn|pick|picking|undecided|debating) between\b[^.?!\n]{1,60}`,
      phrase`\bwhich (?:one )?(?:is|are|would be|of (?:these|them|the two) is) (?:the )?(?:better|best)\b`,
      phrase`\bhow (?:does|do|would) [^.?!\n]{1,50} (?:compare|stack up|hold up|differ)\b`,
      phrase`\bshould (?:i|we) (?:use|choose|pick|go with|get|go for|stick with) [^.?!\n]{1,40} or [^.?!\n]{1,40}`,
    ],
  },
  {
    name: 'either_or',
    cues: cues('or'),
    intent: 'comparison',
    weight: 3.5,
    unless: /\b(?:true or false|trick or treat)\b/i,
    text: [cased`(?<![\p{L}\p{N}])${NAMED}(?: ${NAMED})? or ${NAMED}(?: ${NAMED})?(?=[^.?!\n]{0,30}\?)`],
  },
  {
    name: 'experience_asked',
    cues: cues('anyo anyb any you some thou opin expe revi feed pros wort'),
    intent: 'comparison',
    weight: 3.5,
    unless: /\b(?:depress(?:ed|ion)|burn ?out|layoffs?|interviews?|adhd|fasting|meditation)\b/i,
    text: [
      phrase`\b(?:has|have) (?:anyone|anybody|any of you|you guys|somebody) (?:here )?(?:actually |ever |already )?(?:tried|used|switched|moved|migrated|worked with)\b[^.?!\n]{0,50}`,
      phrase`\b(?:anyone|anybody) (?:here |else )?(?:(?:actually|currently) )?(?:using|tried|used|have experience with|had experience with|with experience (?:with|in|using))\b[^.?!\n]{0,50}`,
      cased`(?:[Tt]houghts|[Oo]pinions?|[Ee]xperiences?|[Rr]eviews?|[Ff]eedback) (?:on|of|about|with) (?:using )?${NAMED}(?=[^.!\n]{0,60}\?)`,
      phrase`\bpros and cons of\b[^.?!\n]{1,40}`,
      phrase`\bworth (?:the (?:price|money|cost|upgrade|switch)|paying for|\$ ?\d)`,
    ],
  },
];

/** The author complains about something they use or do. */
export const PAIN_RULES: readonly IntentRule[] = [
  {
    name: 'price_pain',
    cues: cues('expe pric cost over rais doub trip hike jack incr char affo just'),
    intent: 'pain_point',
    weight: 4.5,
    text: [
      phrase`\b(?:(?:way|far|just|getting|become|became|gotten|so) ){0,2}(?:too|insanely|ridiculously|stupidly|prohibitively) (?:expensive|pricey|costly)\b`,
      phrase`\b(?:overpriced|price (?:hikes?|gouging)|got so expensive|so expensive)\b`,
      phrase`\b(?:raised|doubled|tripled|hiked|jacked up|increased) (?:their |its |the |our )?(?:prices?|pricing|rates?|bill|subscription)\b`,
      phrase`\b(?:costs?|charg(?:es?|ing)) (?:us |me )?(?:way |far )?too much\b`,
      phrase`\b(?:i|we) (?:just )?can(?:'t|not) (?:afford|justify)\b`,
    ],
  },
  {
    name: 'pain_expressed',
    cues: cues(
      'frus infu fed sick tire wits madd hate stru drea desp drow over losi wast miss driv pain head hass nigh mess happ unha diss disa',
    ),
    intent: 'pain_point',
    weight: 4,
    unless:
      /\b(?:rent|life|depress(?:ed|ion)|anxiety|adhd|marriage|girlfriend|boyfriend|wife|husband|interviews?|my job|politics)\b/i,
    text: [
      phrase`\b(?:frustrated|frustrating|frustration|infuriating|fed up|sick of|tired of|sick and tired|at my wits'? end|maddening)\b(?: (?:with|by|of) ${WORD}(?: ${WORD}){0,3})?`,
      phrase`\b(?:i|we) (?:(?:really|absolutely|just|still|constantly|often|keep) ){0,2}(?:hate|struggle|struggling|dread|despise)\b(?: ${WORD}){0,4}`,
      phrase`\b(?:i'm|i am|we're|we are|been|still|anyone else|always) (?:really |constantly |also )?(?:struggling|drowning|overwhelmed|losing (?:track|customers|leads|hours|time)|wasting|missing)\b(?: ${WORD}){0,4}`,
      phrase`\b(?:struggling (?:to|with)|drives? (?:me|us) (?:crazy|nuts|insane)|pain in the (?:ass|neck|butt)|(?:huge|real|major|total|constant) (?:pain|headache|hassle|nightmare)|(?:is|it's|was|such) a (?:pain|nightmare|mess|headache|hassle))\b`,
      phrase`\b(?:not happy|unhappy|dissatisfied|disappointed) (?:with|by|in)\b(?: ${WORD}){1,3}`,
    ],
  },
  {
    name: 'product_failing',
    cues: cues('keep stop cras unus brok down lost supp serv terr awfu horr abys usel'),
    intent: 'pain_point',
    weight: 4,
    text: [
      phrase`\b(?:keeps? (?:on )?(?:crashing|failing|breaking|losing|disconnecting|timing out|freezing)|stopped working|crashes (?:constantly|every|all the time)|is unusable|became unusable|completely broken|broke again|down again|lost (?:all )?(?:my|our) (?:data|work|posts|files))\b`,
      phrase`\b(?:support|customer service) (?:is|was|has been|never|doesn't|does not|won't|takes|ignored|ghosted|team never)\b(?! (?:great|good|amazing|excellent|fantastic|awesome|helpful))(?: ${WORD}){0,3}`,
      phrase`\b(?:terrible|awful|horrible|abysmal|useless) (?:support|ux|ui|customer service|experience|search|interface|software|performance|documentation|docs)\b`,
    ],
  },
  {
    name: 'manual_work',
    cues: cues('manu hand hour'),
    intent: 'pain_point',
    weight: 3.5,
    text: [
      phrase`\b(?:i|we|i'm|we're|still|currently|team|everything|it all) (?:${WORD} ){0,2}(?:manually|by hand)\b(?: ${WORD}){0,3}`,
      phrase`\b(?:spend(?:ing|s)?|spent|wast(?:e|ing|ed)|lose|losing|takes (?:us|me)|costs (?:us|me)) (?:${WORD} ){0,3}hours (?:(?:a|each|every|per) (?:day|week|month)|${WORD}ing)\b`,
    ],
  },
];

/** The author asks a question without any sign of wanting a product. */
export const QUESTION_RULES: readonly IntentRule[] = [
  {
    name: 'question_asked',
    cues: cues('ask ? how wher what why anyo anyb some poss ther any'),
    intent: 'question',
    weight: 2.5,
    quiet: true,
    title: [phrase`^ask (?:hn|ph|lobste\.?rs|reddit|dev)\b`, phrase`[^.?!\n]{1,80}\?`],
    text: [
      phrase`\b(?:how|where|what|why) (?:do|can|should|would|does|could|did) (?:i|you|we|people|y'all|others|your team)\b[^.?!\n]{0,60}`,
      phrase`\b(?:does|do|has|have|is|did|can) (?:anyone|anybody|someone|somebody)\b[^.?!\n]{0,60}`,
      phrase`\b(?:is it possible|is there (?:a|any) way|any (?:ideas?|tips|advice|pointers|thoughts))\b[^.?!\n]{0,60}`,
    ],
  },
  {
    name: 'question_site',
    intent: 'question',
    weight: 2,
    quiet: true,
    sources: ['stackoverflow'],
    title: [
      phrase`^(?:how|why|what|when|where|which|who|can|cannot|can't|is|are|does|do|should|unable)\b[^.?!\n]{1,80}`,
    ],
  },
];
