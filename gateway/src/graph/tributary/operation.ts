import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Requirement } from '../authorization/access-rules.ts';
import { requirementsIn } from '../authorization/denied-selections.ts';
import type { Identity } from '../authorization/token-identity.ts';
import type { BusyVariant } from '../live/busy-operation.ts';
import { conditionVariables, resolveConditions, type Variables } from '../planning/conditions.ts';
import { type Compiler, compileVariant, type Variant } from './variant.ts';

/** One operation of a document, compiled. */
export interface Operation {
  readonly document: DocumentNode;
  /** How often it was executed. */
  readonly uses: number;
  /**
   * Returns the operation as planned for the values of the variables that `@skip` and `@include`
   * read, without the fields that the caller must not select.
   */
  variantFor(coerced: Variables, identity: Identity | null): Variant;
  /** Lists the variants that are planned. */
  variants(): BusyVariant[];
  /** Plans a variant ahead of its execution. */
  plan(variant: BusyVariant): void;
  /**
   * Plans the operation with all conditions true and with all false; throws if it cannot be
   * planned.
   */
  prepare(): void;
}

interface PlannedVariant extends BusyVariant {
  readonly variant: Variant;
}

/** Maximum number of cached variants of one operation. */
const MOST_VARIANTS = 32;

const ALL_MET: ReadonlySet<string> = new Set();

/** Compiles one operation of a valid document; each variant is planned on first use. */
export function compileOperation(
  compiler: Compiler,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): Operation {
  const names = conditionVariables(document);
  const { access, schemas, audience } = compiler;
  const requirements = access ? requirementsIn(schemas[audience], document, access) : [];
  const variants = new LRUCache<string, PlannedVariant>({ max: MOST_VARIANTS });
  const find = (coerced: Variables, unmet: ReadonlySet<string>): Variant => {
    let key = names.map((name) => String(coerced[name])).join();
    if (unmet.size > 0) key += ` ${[...unmet].join()}`;
    let planned = variants.get(key);
    if (!planned) {
      const resolved = resolveConditions(document, coerced);
      const variant = compileVariant(compiler, resolved, definition.name?.value, unmet);
      const conditions = Object.fromEntries(names.map((name) => [name, coerced[name]]));
      planned = { variant, conditions, unmet };
      variants.set(key, planned);
    }
    return planned.variant;
  };
  let uses = 0;
  return {
    document,
    get uses() {
      return uses;
    },
    variantFor(coerced, identity) {
      uses += 1;
      return find(coerced, requirements.length > 0 ? unmetOf(requirements, identity) : ALL_MET);
    },
    variants: () => [...variants.values()].map(({ conditions, unmet }) => ({ conditions, unmet })),
    plan({ conditions, unmet }) {
      const known = requirements.filter(({ id }) => unmet.has(id));
      find(conditions, new Set(known.map(({ id }) => id)));
    },
    prepare() {
      for (const value of [true, false])
        find(Object.fromEntries(names.map((name) => [name, value])), ALL_MET);
    },
  };
}

function unmetOf(requirements: readonly Requirement[], identity: Identity | null): ReadonlySet<string> {
  return new Set(requirements.filter((each) => !each.isMet(identity)).map(({ id }) => id));
}
