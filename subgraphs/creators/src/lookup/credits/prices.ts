import { PRICED, type Priced } from '../../platforms.ts';

/** A dollar in millionths of a dollar, the unit of all amounts. */
export const DOLLAR = 1_000_000;
const DEFAULT_PRICE = 1_000;

/** Millionths of a dollar for each operation. */
export type Prices = Readonly<Record<Priced, number>>;

/** Parses CREATORS_PRICES, such as `post_stats=0.001,profile=0.002`; throws for an unknown name. */
export function parsePrices(setting: string): Prices {
  const prices = Object.fromEntries(PRICED.map((name) => [name, DEFAULT_PRICE])) as Record<Priced, number>;
  for (const pair of setting.split(',').filter(Boolean)) {
    const [name, dollars] = pair.split('=') as [Priced, string];
    if (!PRICED.includes(name))
      throw new Error(`CREATORS_PRICES names "${name}"; expected ${PRICED.join(', ')}.`);
    prices[name] = Math.round(Number(dollars) * DOLLAR);
  }
  return prices;
}
