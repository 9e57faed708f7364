import { cues, phrase, type SignalRule } from './rule.ts';
import { WORD } from './vocabulary.ts';

const PERIOD = '(?:days?|weeks?|months?|quarters?|years?)';
const DAY =
  '(?:monday|tuesday|wednesday|thursday|friday|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4])';
const COMPANY = '(?:startup|company|agency|business|team|firm|shop|store|non-?profit|saas|studio)';

/**
 * Circumstances of a prospective buyer: money, time, size, authority. They only count together with
 * an intent.
 */
export const SIGNAL_RULES: readonly SignalRule[] = [
  {
    name: 'budget_mentioned',
    cues: cues('budg $ € £'),
    weight: 1.5,
    unless: /\b(?:raised|funding|valuation|revenue|mrr|arr|salary|series [abc])\b/i,
    text: [
      phrase`\b(?:our|my|a|the|have|has) (?:${WORD} ){0,2}budget (?:of|is|for|around|under|up to|about|approved|set)\b(?: ${WORD}){0,3}`,
      phrase`\bbudget(?::| is| of| around| up to| under|-wise)? ?(?:is |about |around |~)?[$€£] ?\d[\d,.]{0,9}k?`,
      phrase`(?:(?:under|below|up to|around|about|max(?:imum)?|less than|within|pay|spend) )?[$€£] ?\d[\d,.]{0,9}k? ?(?:/|per |a |each )?(?:mo\b|month|year|yr\b|user|seat|annually|monthly|budget)(?:/(?:mo|month|user|seat))?`,
      phrase`\b(?:under|below|up to|less than|at most|no more than|can spend|willing to (?:pay|spend)|happy to pay) (?:about |around |up to )?[$€£] ?\d[\d,.]{0,9}k?`,
      phrase`\b(?:within|on a|tight|limited|small|approved) (?:tight |small |limited )?budget\b`,
    ],
  },
  {
    name: 'timeline_given',
    cues: cues(
      'mond tues wedn thur frid janu febr marc apri may june july augu sept octo nove dece q day days week mont quar year laun rene spri expi cont rele go goin even end ends star roll deci',
    ),
    weight: 1,
    text: [
      phrase`\b(?:by|before|until) (?:the )?(?:end of )?(?:(?:this|next|the) )?(?:${DAY}|week|month|quarter|year|launch|renewal)\b`,
      phrase`\b(?:within|in) (?:the next |the coming |about |a couple of )?(?:\d{1,3}|two|three|four|six|a few|few|couple of)(?: or (?:\d|two|three))? ${PERIOD}\b(?! ago)`,
      phrase`\b(?:this|next|coming) (?:week|month|quarter|sprint)\b`,
      phrase`\bbefore (?:our|my|the|we|i) (?:${WORD} ){0,3}(?:launch|renewal|renews?|expires?|contract|release|go live|event|ends?)\b`,
      phrase`\b(?:start(?:ing)?|launch(?:ing)?|rolling out|roll out|go(?:ing)? live|deciding|decide) (?:in|on|by|this|next) ${WORD}`,
    ],
  },
  {
    name: 'deadline',
    cues: cues('asap urge imme righ dead soon by time runn need'),
    weight: 1,
    text: [
      phrase`\b(?:asap|urgent(?:ly)?|immediately|right away|deadline|as soon as possible|by tomorrow|by tonight|by (?:the )?end of (?:the )?(?:day|week)|by friday|time[ -]sensitive|running out of time|need (?:it|this|one|something) (?:now|today|fast|quickly|this week))\b`,
    ],
  },
  {
    name: 'deciding',
    cues: cues('deci narr shor fina need have abou rene read whic sign pull'),
    weight: 1,
    text: [
      phrase`\b(?:deciding between|narrowed (?:it |things |our list |the list )?down|short-?list(?:ed)?|finalists?|final (?:two|three|decision)|(?:need|have) to (?:decide|choose|pick)|about to (?:buy|sign|purchase|commit|subscribe|renew)|up for renewal|ready to (?:buy|purchase|sign|subscribe|switch|pay|commit)|which (?:plan|tier)|sign(?:ing)? (?:the|a) contract|pull the trigger)\b`,
    ],
  },
  {
    name: 'trial_mentioned',
    cues: cues('tria proo pilo demo'),
    weight: 0.5,
    text: [
      phrase`\b(?:free trials?|trial (?:period|version|account|ends?|expires?|expired)|proof of concept|(?:trialing|trialling|piloting|demoed|demoing)|(?:got|had|did|watched|booked|saw) a demo)\b`,
    ],
  },
  {
    name: 'team_size_mentioned',
    cues: cues('team comp agen star shop org seat lice empl reps sale supp peop'),
    weight: 0.7,
    text: [
      phrase`\b(?:team|company|agency|startup|shop) of (?:about |around |~)?(?:\d{1,5}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b`,
      phrase`\b\d{1,5}[ -](?:person|people|man|seat|user|employee|dev|developer|engineer)s? (?:team|company|startup|agency|shop|org)\b`,
      phrase`\b\d{1,5} (?:seats|licen[cs]es|employees|reps|agents|team members|salespeople|support people|people on (?:the|our|my) team)\b`,
    ],
  },
  {
    name: 'decision_maker',
    cues: cues(
      'foun cofo co cto ceo cmo coo owne head vp dire mana lead star comp agen busi team firm shop stor non nonp saas stud boss char aske',
    ),
    weight: 0.7,
    text: [
      phrase`\b(?:i'm|i am|as|we're|we are) (?:a |an |the |a solo |currently )(?:${WORD} ){0,2}(?:founder|co-?founder|cto|ceo|cmo|coo|owner|head of ${WORD}|vp|director|manager|lead|${COMPANY})\b`,
      phrase`\bi (?:run|own|manage|lead|founded|co-?founded|head up) (?:a|an|the|our|my) (?:${WORD} ){0,4}${COMPANY}\b`,
      phrase`\b(?:my boss|our (?:ceo|cto|cmo|founder)|i'm in charge of|i was asked to (?:find|pick|evaluate|choose)|for (?:my|our) (?:small |little |new |early[ -]stage )?${COMPANY})\b`,
    ],
  },
  {
    name: 'requirements_listed',
    cues: cues('must requ need has have shou inte nice deal idea'),
    weight: 0.5,
    text: [
      phrase`\b(?:must[ -]haves?|requirements?:|(?:needs?|has|have) to (?:support|integrate|work with|handle|have|be able)|should (?:support|integrate|handle)|must (?:support|integrate|handle|be)|(?:that )?integrates? with|nice to have|deal-?breaker|ideally)\b(?: ${WORD}){0,4}`,
    ],
  },
];
