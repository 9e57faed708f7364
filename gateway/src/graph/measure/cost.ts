import { valueFromASTUntyped } from 'graphql';
import type { Selected, Selections } from './selections.ts';

/** Values of an operation's variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** Cost of the fields of one name: per list item, and in total. */
interface FieldCost {
  item: number;
  all: number;
}
type Costs = ReadonlyMap<string, FieldCost>;

/**
 * Computes the static cost of an operation by the cost directive specification
 * (https://ibm.github.io/graphql-specs/cost-spec.html) as in Apollo Federation: each field costs
 * its weight plus its selections, times the maximum length of its list. Each fragment is computed
 * once.
 */
export function costOf(
  selections: Selections,
  fragments: ReadonlyMap<string, Selections>,
  variables: Variables,
): number {
  const known = new Map<string, Costs>();
  const costsOf = ({ fields, fragments: spread }: Selections): Costs => {
    const costs = new Map<string, FieldCost>();
    const add = (name: string, { item, all }: FieldCost) => {
      const sum = costs.get(name);
      if (!sum) costs.set(name, { item, all });
      else {
        sum.item += item;
        sum.all += all;
      }
    };
    for (const field of fields) add(field.name, fieldCost(field));
    for (const name of spread) for (const [field, cost] of costsOfFragment(name)) add(field, cost);
    return costs;
  };
  const costsOfFragment = (name: string): Costs => {
    let costs = known.get(name);
    if (!costs) {
      costs = costsOf(fragments.get(name)!);
      known.set(name, costs);
    }
    return costs;
  };
  const fieldCost = (field: Selected): FieldCost => {
    const size = sizeOf(field, variables);
    const below = field.selections ? costsOf(field.selections) : new Map<string, FieldCost>();
    let item = field.weight;
    for (const [name, cost] of below) item += field.sizedFields.has(name) ? cost.item * size : cost.all;
    return { item, all: field.isList ? item * size : item };
  };
  return total(costsOf(selections));
}

function total(costs: Costs): number {
  let sum = 0;
  for (const { all } of costs.values()) sum += all;
  return sum;
}

/**
 * Returns the maximum list length that the arguments of a field request, or the schema's assumed
 * size without such arguments.
 */
function sizeOf({ slices, assumedSize }: Selected, variables: Variables): number {
  let size: number | undefined;
  for (const slice of slices) {
    const items: unknown = valueFromASTUntyped(slice, variables as never);
    if (typeof items === 'number') size = Math.max(size ?? 0, items);
  }
  return size ?? assumedSize;
}
