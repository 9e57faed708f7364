/** Word lists that several rules share, as parts of patterns. */

/** Any word within a sentence. A full stop may only occur inside it, as in `Node.js`. */
export const WORD = String.raw`(?:[^\s.?!;:]|\.(?=\w)){1,30}`;

/** Products that people buy or adopt. */
export const PRODUCT = `(?:tools?|tooling|software|apps?|web ?apps?|platforms?|services?|solutions?|products?|saas|crms?|cms|erp|vendors?|providers?|plug-?ins?|extensions?|integrations?|librar(?:y|ies)|frameworks?|hosting|hosts?|apis?|sdks?|dashboards?|trackers?|schedulers?|(?:e-?mail|mail|git|sql|rest|chat|rss) (?:clients?|readers?)|editors?|ides?|vpns?|databases?|monitoring|analytics|automation|replacements?|alternatives?|(?:chat)?bots?|ai agents?|(?:ai|voice|coding|writing|digital) assistants?|packages?|suites?|generators?|registrars?|scrapers?|wikis?|help ?desks?|newsletters? (?:tools?|platforms?)|note-?taking|(?:password|task|package|file|project|window|clipboard|bookmark|media|content|contact) managers?|search engines?|kits?|laptops?|keyboards?|monitors?|routers?|servers?|subscriptions?|licen[cs]es?)`;

/** Things that people look for but nobody sells as a product. */
export const NO_PURCHASE = `(?:customers?|clients?|users?|(?:beta )?testers?|feedback|advice|tips|ideas?|thoughts|opinions?|stories|inspiration|jobs?|work|gigs?|roles?|positions?|internships?|interns?|co-?founders?|partners?|developers?|devs?|engineers?|designers?|freelancers?|contractors?|employees|marketers?|writers?|investors?|investments?|funding|contributors?|maintainers?|collaborators?|mentors?|people|folks|someone|somebody|anyone|friends?|buyers?|sponsors?|roommates?|apartments?|house|love|trouble|answers?|information|examples?|papers?|datasets?|reviewers?|participants?)`;

/** Things that people recommend outside of software purchases. */
export const LEISURE =
  /\b(?:books?|novels?|podcasts?|movies?|films?|tv shows?|series|songs?|albums?|music|articles?|blog posts?|blogs?|papers?|talks?|lectures?|restaurants?|recipes?|colleges?|universit(?:y|ies)|degrees?|majors?|cit(?:y|ies)|countr(?:y|ies)|hobb(?:y|ies)|careers?|jobs?|doctors?|schools?|exercises?|diets?|quotes?|games?|resume|reads?|investments?|stocks?|passive income|bootcamps?|side projects?|date|girlfriend|boyfriend|practices|hiring|features|ever seen|used to use|contract work|salary|salaries)\b/i;

/** Words for the author that may precede "looking for". */
export const SELF = `(?:i'?m|i am|we'?re|we are|i'?ve been|i have been|we'?ve been|we have been|i was|been|my (?:team|company|boss|client|startup|agency) is|our (?:team|company|client|startup|agency) is|client is|founder|agency|startup|team|freelancer|marketer|developer|dev|business|company|shop|consultant|student|manager|and|so|but|now|currently|still|also|actively|desperately|seriously|really|always|again|here)`;

const OWN_VOICE = String.raw`(?<=^|[.!?:;,)(\]|\n–—-]\s{0,2}|\b${SELF} )`;

/**
 * Words at the start of the author's own statement: of a new sentence or clause, or behind words
 * from {@link SELF}. The words are looked for first, because looking behind costs more.
 */
export function ownVoice(words: string): string {
  return `(?=${words})${OWN_VOICE}${words}`;
}

/**
 * A word before the product. Excludes people, jobs and answers, unless they only describe it ("a
 * customer feedback tool").
 */
const DESCRIBING = `(?!${NO_PURCHASE}\\b(?!(?: (?!(?:for|of|to|on|with|who|at|in)\\b)${WORD})? ${PRODUCT}\\b))${WORD} `;

/** The thing sought: a product within a few words. */
export const SOUGHT = `(?:${DESCRIBING}){0,7}?${PRODUCT}\\b`;
