import { PRICED, type Priced } from './platforms.ts';

/** A dollar in millionths: money is counted in whole ones. */
export const DOLLAR = 1_000_000;
const DEFAULT_PRICE = 1_000;

/** Millionths of a dollar for each operation. */
export type Prices = Readonly<Record<Priced, number>>;

/** Reads CREATORS_PRICES: `post_stats=0.001,profile=0.002`; fails when it names what has no price. */
export function parsePrices(setting: string): Prices {
  const prices = Object.fromEntries(PRICED.map((name) => [name, DEFAULT_PRICE])) as Record<Priced, number>;
  for (const pair of setting.split(',').filter(Boolean)) {
    const [name, dollars] = pair.split('=') as [Priced, string];
    if (!PRICED.includes(name)) throw new Error(`CREATORS_PRICES names "${name}", which has no price.`);
    prices[name] = Math.round(Number(dollars) * DOLLAR);
  }
  return prices;
}
