/** The benchmark's data: made by counting, so that every run and every contestant has the same. */

export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}

export interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
  readonly inStock: boolean;
}

export interface Review {
  readonly id: string;
  readonly body: string;
  readonly author: number;
  readonly product: number;
}

const PEOPLE = [
  'Ada Lovelace',
  'Alan Turing',
  'Grace Hopper',
  'Edsger Dijkstra',
  'Barbara Liskov',
  'Tony Hoare',
];
const THINGS = ['Table', 'Couch', 'Chair', 'Lamp', 'Desk', 'Shelf', 'Mirror', 'Carpet', 'Bench'];
const OPINIONS = [
  'Love it! I would buy it again without thinking twice.',
  'Too expensive for what it is.',
  'Could be better, but it does what it says.',
  'Prefer something else.',
];
const REVIEWS = 27;

export const users: readonly User[] = PEOPLE.map((name, index) => ({
  id: String(index + 1),
  name,
  username: name.toLowerCase().replace(' ', '.'),
  birthday: 1_900 + index * 7,
}));

export const products: readonly Product[] = THINGS.map((name, index) => ({
  upc: String(index + 1),
  name,
  price: 100 + ((index * 397) % 1_300),
  weight: 50 + ((index * 211) % 900),
  inStock: index % 3 !== 1,
}));

/** Spread over all users and products, so that the heavy query meets the same entities by many paths. */
export const reviews: readonly Review[] = Array.from({ length: REVIEWS }, (_, index) => ({
  id: String(index + 1),
  body: OPINIONS[index % OPINIONS.length]!,
  author: index % PEOPLE.length,
  product: (index * 5) % THINGS.length,
}));
