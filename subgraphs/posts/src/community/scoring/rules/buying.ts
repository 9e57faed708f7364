import { cased, cues, type IntentRule, phrase } from './rule.ts';
import { LEISURE, ownVoice, PRODUCT, SOUGHT, WORD } from './vocabulary.ts';

/** Things that people buy but community teams do not sell. */
const ASSETS =
  /\b(?:bitcoins?|btc|ethereum|crypto|stocks?|shares?|house|home|apartment|condo|land|cars?|tesla|gold|domains?|businesse?s?|tickets?|equity|compan(?:y|ies))\b/i;

/** People that authors look for, and pay that they ask about: words of buyers, but no product. */
export const NO_PRODUCT = phrase`\b(?:(?:looking|searching|hunting) for|needs?|hiring|seeking|recruiting) (?:(?!for\b|to\b|that\b|with\b|which\b)${WORD} ){0,3}(?:managers?|testers?|customers|clients|users|co-?founders?|interns?|investors?|volunteers?|employees|staff|jobs?|roommates?|flatmates?)\b|\bsalar(?:y|ies)\b`;

/** Gives up a product. */
const LEAVING =
  '\\b(?:(?:moving|moved|migrating|migrated|switching|switched) (?:away )?(?:from|off)|leaving|left|ditching|ditched|dropping|dropped|replacing|replaced|cancell?ing|cancell?ed) (?:(?:of|our|my|your|the) ){0,2}';

/** Asks what others took in place of a product. */
const TAKEN_INSTEAD =
  '\\b(?:where|what) (?:did|do|have|has) (?:you|everyone|everybody|people|others|folks|teams) (?:all )?(?:land(?:ed)?|end(?:ed)? up|go|gone|moved? to|switch(?:ed)? to|changed? to|settled? (?:on|for)|replaced? it with)\\b';

/**
 * The author wants a product: asks for one, for a recommendation, or for a replacement of their
 * current one.
 */
export const BUYING_RULES: readonly IntentRule[] = [
  {
    name: 'ready_to_buy',
    cues: cues('buy purc subs inve pay pull mone'),
    intent: 'buying',
    weight: 6,
    unless: ASSETS,
    text: [
      phrase`${ownVoice('(?:looking|ready|about|planning|hoping|prepared) to ')}(?:buy|purchase|subscribe|invest in|pay for|pull the trigger)\b`,
      phrase`\b(?:i|we) (?:really )?(?:want|need|plan|would like|intend|am going|are going) to (?:buy|purchase|subscribe to|pay for)\b`,
      phrase`\b(?:i'm|i am|we're|we are|i'd be|we'd be|i would|we would|i'd|we'd|am|are) (?:also )?(?:more than )?(?:happy|willing|ready|glad|prepared|gladly|happily) (?:to )?pay\b`,
      phrase`${ownVoice('(?:more than )?(?:happy|willing) to pay')}\b`,
      phrase`\btake my money\b`,
    ],
  },
  {
    name: 'seeking_tool',
    cues: cues('look sear shop hunt need mark eval tria cons'),
    intent: 'buying',
    weight: 5.5,
    text: [
      phrase`${ownVoice('(?:looking|searching|shopping|hunting) (?:around )?for ')}${SOUGHT}`,
      phrase`${ownVoice('(?:in (?:the )?(?:search|need|market) (?:of|for)|on the hunt for|in the market for|evaluating|trialing|considering) ')}${SOUGHT}`,
      phrase`${ownVoice('(?:looking|searching) for something ')}(?:that|to|like|similar|which|simpler|cheaper|better|with|more)\b`,
    ],
  },
  {
    name: 'need_stated',
    cues: cues('need want find'),
    intent: 'buying',
    weight: 5,
    text: [
      phrase`\b(?:i|we|my team|our team|my company|our company) (?:(?:really|also|just|urgently|now|still|badly|desperately) ){0,2}needs? (?!to\b|help\b)${SOUGHT}`,
      phrase`\b(?:i|we) (?:(?:really|also|just|urgently|now|badly) ){0,2}need something (?:that|to|like|which|simple|cheap|better|with)\b`,
      phrase`(?<=\band )need something (?:that|to|like|which|simple|cheap|better|with)\b`,
      phrase`(?<=^|[\n:\]] ?)(?:need|want|wanted:?) (?:a |an |some )?(?!help\b|advice\b|to\b)${SOUGHT}`,
      phrase`\b(?:i|we) (?:can't|cannot|couldn't|haven't been able to) find (?:a|an|any) ${SOUGHT}`,
    ],
  },
  {
    name: 'alternative_wanted',
    cues: cues('alte repl inst'),
    intent: 'buying',
    weight: 5.5,
    unless:
      /\bbasic income|prison|college|capitalism|meat|fossil|medicine|energy|(?:i|we)(?:'ve| have)? (?:just )?(?:built|made|created|launched)\b/i,
    text: [
      phrase`\b(?:any|what|which|best|good|better|cheaper|cheap|free|decent|viable|great|affordable|solid|simpler|looking for|need|needs?|want|find|recommend|suggest|seeking|open[ -]source|self[ -]hosted|evaluating|exploring) (?:${WORD} ){0,4}(?:alternatives?|replacements?)\b(?! energy| medicine| facts)[^.?!\n]{0,60}(?=\?)`,
      phrase`\b(?:looking for|need|seeking|searching for|want|evaluating|exploring|find|know(?: of)?|recommend|suggest|considering) (?:${WORD} ){0,4}(?:alternatives?|replacements?)(?: (?:to|for) ${WORD})?`,
      phrase`\balternatives?(?: to ${WORD}(?: ${WORD}){0,4})?\s?(?=\?)`,
      phrase`(?<=^ask hn: |^)(?:what are (?:the|some) )?(?:best |good |any )?alternatives to ${WORD}(?: ${WORD}){0,3}`,
      phrase`\bwhat (?:should|can|could|would|do|did) (?:i|we|you|people) (?:use|replace ${WORD}|switch to|move to|try)(?: ${WORD}){0,3} instead\b`,
    ],
    title: [
      cased`(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}.]{1,20} (?:alternatives?|replacements?)(?=\?| for| with| that|$)`,
    ],
  },
  {
    name: 'seeking_recommendation',
    cues: cues('reco sugg recs what whic know ther best good favo chea any'),
    intent: 'buying',
    weight: 5,
    unless: LEISURE,
    text: [
      phrase`\b(?:can|could|would|does|do|will) (?:anyone|anybody|someone|somebody|you|you guys|you all|y'all|people|folks) (?:here )?(?:please )?(?:recommend|suggest)\b`,
      phrase`\b(?:any|your|looking for|need|open to|appreciate|would love|seeking|got any|some) (?:${WORD} ){0,3}(?:recommendations|recs|suggestions)(?: (?:for|on) ${WORD}(?: ${WORD}){0,4})?`,
      phrase`\b(?:recommend|suggest) (?:me |us )?(?:a|an|any|some|good) (?:${WORD} ){0,4}${PRODUCT}\b`,
      phrase`\b(?:what|which|what's|whats) (?:(?:is|are) )?(?:(?:the|your|a) )?(?:${WORD} ){0,4}${PRODUCT} (?:do|does|are|would|should|did|is|for|to|that|you)\b`,
      phrase`\b(?:what|which|what's|whats) (?:(?:is|are) )?(?:(?:the|your|a) )?(?:current |absolute )?(?:best|good|favou?rite|go-to|cheapest|preferred|most reliable|easiest) (?:${WORD} ){0,5}${PRODUCT}\b`,
      phrase`\b(?:does|do) (?:anyone|anybody|you|you guys|somebody) know (?:of )?(?:a|an|any|some) (?:${WORD} ){0,5}${PRODUCT}\b`,
      phrase`\b(?:is|are) there (?:a|an|any|some) (?:${WORD} ){0,5}${PRODUCT} (?:that|for|to|which|like|out there|with|capable|available)\b`,
      phrase`\bwhat (?:do|are|does) (?:you|you guys|you all|y'all|people|everyone|folks|everybody|your team) (?:all )?(?:currently )?(?:use|using|rely on) (?:for|to|as)\b`,
    ],
    title: [
      phrase`(?<=^|: )(?:the )?(?:best|good|favou?rite|cheapest|any good|any|recommended) (?:${WORD} ){0,5}${PRODUCT}\b[^.?!\n]{0,60}(?=\?)`,
      phrase`\b(?:which|what) (?:${WORD} ){1,3}(?:would|do) you (?:recommend|suggest|use)\b`,
      phrase`(?<=^|: )(?:recommendations|suggestions|recommend) (?:for|on) (?:${WORD} ){0,5}${PRODUCT}\b`,
    ],
  },
  {
    name: 'switching',
    cues: cues('swit move movi migr tran repl ditc drop leav left canc outg'),
    intent: 'buying',
    weight: 4.5,
    unless: /\b(?:careers?|jobs?|employee|employment|majors?|cit(?:y|ies)|schools?)\b/i,
    text: [
      phrase`\b(?:i'm|i am|we're|we are|i want to|we want to|thinking (?:of|about)|considering|planning (?:to|on)|need to|trying to|decided to|time to|about to|looking to|ready to|wants? to) (?:${WORD} )?(?:switch(?:ing)?|mov(?:e|ing)|migrat(?:e|ing)|transition(?:ing)?) (?:${WORD} ){0,3}(?:away |off )?(?:from|off)(?: of)? (?:the )?${WORD}`,
      phrase`\b(?:i'm|i am|we're|we are|i want to|we want to|thinking (?:of|about)|considering|planning to|need to|trying to|looking to|time to) (?:replac(?:e|ing)|ditch(?:ing)?|drop(?:ping)?|leav(?:e|ing)) (?:our |my )?(?:current |old |existing )?(?:${WORD} ){0,2}(?:${PRODUCT}|subscription|plan|account)\b`,
      phrase`\b(?:i|we)(?:'ve| have)? (?:just |finally |recently )?cancel(?:l?ed|l?ing)? (?:our|my) (?:${WORD} ){0,3}(?:subscription|plan|account|licen[cs]e|trial|contract)s?\b`,
      phrase`\b(?:i|we)(?:'ve| have)? (?:just |finally |recently )?outgr(?:ew|own) (?:our |my )?${WORD}`,
      phrase`${LEAVING}(?:${WORD} ){1,6}?(?:(?:so|and|but) )?${TAKEN_INSTEAD}`,
      phrase`${LEAVING}(?:${WORD} ){0,6}?${WORD}[.;:–—-] (?:(?:so|and|but) )?${TAKEN_INSTEAD}`,
      phrase`${TAKEN_INSTEAD} (?:after|when|once) (?:you |we |i |they )?${LEAVING}${WORD}`,
    ],
  },
  {
    name: 'pricing_asked',
    cues: cues('whic pric much'),
    intent: 'buying',
    weight: 4.5,
    text: [
      phrase`\bwhich (?:plan|tier|edition|subscription) (?:do|does|would|should|is|fits|are|did)\b(?: ${WORD}){0,3}`,
      phrase`\b(?:what is|what's|how is|is there|any|about the|about|your) pricing (?:for|like|of|at) ${WORD}(?: ${WORD}){0,3}`,
      phrase`\bhow much (?:does|do|would|is|are) (?:${WORD} ){0,4}(?:${PRODUCT}|plan|seats?|team plan) (?:cost|per|for|a)\b`,
    ],
  },
];
