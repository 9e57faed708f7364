import { brandFinder, derivedAliases } from '@tributary/kit/brands';

/** A brand, a text, and the community that the text is from. */
export type BrandCase = readonly [brand: string, text: string, community?: string];

/** Searches a text for a brand with its derived aliases, as the subgraphs do. */
export function namesBrand(brand: string, text: string, community: string | null = null): boolean {
  const aliases = derivedAliases([brand]).map((alias) => alias.text);
  return brandFinder([{ id: brand, names: [brand, ...aliases], excludes: [] }])([text], community).length > 0;
}

/** Texts that name the brand. */
export const NAMING: readonly BrandCase[] = [
  ['Coca-Cola', 'CocaCola tastes different in Mexico'],
  ['Coca-Cola', 'ice cold coca cola please'],
  ['Coca-Cola', 'two #CocaCola cans'],
  ['Coca-Cola', 'my #CocaColaLovers unite'],
  ['CocaCola', 'a Coca Cola with ice'],
  ['Tesla', 'There are more Teslas than Fords here'],
  ['Tesla', 'my Tesla’s screen froze'],
  ['Tesla', 'TESLA raised prices again'],
  ['iPhone', 'both iPhones died the same day'],
  ['FedEx', 'three FedExes passed my street'],
  ['Big Mac', 'two Big Macs and fries'],
  ['American Airlines', '@AmericanAirlines where is my bag?'],
  ['American Airlines', 'stuck again, thanks #americanairlines'],
  ['American Airlines', 'American\nAirlines cancelled us'],
  ["L'Oréal", 'the new l’oréal serum'],
  ["L'Oréal", "L'Oreal shampoo ruined my hair"],
  ["L'Oréal", 'Loreal does it again'],
  ['Nestlé', 'NESTLE recalls baby food'],
  ['Citroën', 'an old Citroen 2CV'],
  ['Johnson & Johnson', 'Johnson and Johnson settles'],
  ['H&M', 'bought it at H&M yesterday'],
  ['Notion', 'ten #NotionTips for students'],
  ['Notion', '#notiontemplates for sale'],
  ['Notion', 'We moved our wiki to Notion last year.'],
  ['Notion', '@notion is down for our whole team'],
  ['Notion', 'the notion app keeps crashing'],
  ['Notion', 'best way to link databases?! I love notion templates'],
  ['Notion', 'see notion.so/pricing before you decide'],
  ['Linear', 'Has anyone switched from Jira to Linear?'],
  ['Linear', 'Linear vs Jira for a team of ten'],
  ['Square', 'Square charged us twice, and their support is useless'],
  ['Square', 'we take cards with a Square reader'],
  ['Target', 'I found it at Target for $10'],
  ['Target', 'Got my order from Target, two items missing'],
  ['C++', 'rewriting it in C++20'],
  ['.NET', 'an ASP.NET developer'],
  ['3M', 'The filters by 3M last longer'],
  ['Booking.com', 'refund from @bookingcom still pending'],
  // A common word in the community of the brand.
  ['Notion', 'how do i get notion to sync', 'Notion'],
];

/** Texts that do not name the brand. */
export const NOT_NAMING: readonly BrandCase[] = [
  ['C', 'I write C++ all day'],
  ['C', 'C# or Java?'],
  ['3M', 'They raised $3M last week'],
  ['3M', 'reached 1.3M users'],
  ['3M', 'a community of 3M users'],
  ['3M', 'the rope is 3m long'],
  ['Notion', 'I had no notion of what was coming.'],
  ['Notion', 'The notion that work is life is odd.'],
  ['Linear', 'Use linear regression first.'],
  ['Linear', 'My Linear Algebra exam is on Monday.'],
  ['Square', 'The square root of two is irrational.'],
  ['Square', 'We met in Times Square at noon.'],
  ['Square', 'It has 40 square meters and a balcony.'],
  ['Target', 'Who is the target audience of this post?'],
  ['Target', 'We missed our target by a lot.'],
  ['Tesla', 'a teslacoil for the lab'],
  ['Coca-Cola', 'coca leaves and cola nuts'],
  ['American Airlines', 'an American airline went bankrupt'],
  ['Slack', 'Cut me some slack, please.'],
  ['Stripe', 'a shirt with one red stripe on it'],
  ['Zoom', 'You can zoom in with two fingers.'],
];
