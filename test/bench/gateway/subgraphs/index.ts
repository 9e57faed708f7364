import { accounts } from './accounts.ts';
import { inventory } from './inventory.ts';
import { products } from './products.ts';
import { reviews } from './reviews.ts';
import type { BenchSubgraph } from './subgraph.ts';

/** The four subgraphs of the benchmark. */
export const benchSubgraphs: readonly BenchSubgraph[] = [accounts, products, inventory, reviews];
