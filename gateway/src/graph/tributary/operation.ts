import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Requirement } from '../authorization/access-rules.ts';
import { requirementsIn } from '../authorization/denied-selections.ts';
import type { Identity } from '../authorization/token-identity.ts';
import type { BusyVariant } from '../live/busy-operation.ts';
import { conditionVariables, resolveConditions, type Variables } from '../planning/conditions.ts';
import type { RoutedRequest } from '../transports/client-exchange.ts';
import { type Circumstances, type Compiler, compileVariant, type Variant } from './variant.ts';

/** One operation of a document, compiled. */
export interface Operation {
  readonly document: DocumentNode;
  /** How often it was executed. */
  readonly uses: number;
  /**
   * Returns the operation as planned for the values of the variables that `@skip` and `@include`
   * read, without the fields that the caller must not select, and with the progressive overrides
   * that apply to the request.
   */
  variantFor(coerced: Variables, request: RoutedRequest): Variant;
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
  const { access, schemas, audience, planners } = compiler;
  const requirements = access ? requirementsIn(schemas[audience], document, access) : [];
  const variants = new LRUCache<string, PlannedVariant>({ max: MOST_VARIANTS });
  const find = (coerced: Variables, circumstances: Circumstances): Variant => {
    const { unmet, labels } = circumstances;
    let key = names.map((name) => String(coerced[name])).join();
    if (unmet.size > 0) key += ` ${[...unmet].join()}`;
    if (labels.length > 0) key += ` labels ${labels.join()}`;
    let planned = variants.get(key);
    if (!planned) {
      const resolved = resolveConditions(document, coerced);
      const variant = compileVariant(compiler, resolved, definition.name?.value, circumstances);
      const conditions = Object.fromEntries(names.map((name) => [name, coerced[name]]));
      planned = { variant, conditions, ...circumstances };
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
    variantFor(coerced, request) {
      uses += 1;
      const identity = request.exchange?.identity ?? null;
      const unmet = requirements.length > 0 ? unmetOf(requirements, identity) : ALL_MET;
      return find(coerced, { unmet, labels: planners.activeIn(request) });
    },
    variants: () =>
      [...variants.values()].map(({ conditions, unmet, labels }) => ({ conditions, unmet, labels })),
    plan({ conditions, unmet, labels }) {
      const known = requirements.filter(({ id }) => unmet.has(id));
      find(conditions, { unmet: new Set(known.map(({ id }) => id)), labels: planners.known(labels) });
    },
    prepare() {
      for (const value of [true, false])
        find(Object.fromEntries(names.map((name) => [name, value])), { unmet: ALL_MET, labels: [] });
    },
  };
}

function unmetOf(requirements: readonly Requirement[], identity: Identity | null): ReadonlySet<string> {
  return new Set(requirements.filter((each) => !each.isMet(identity)).map(({ id }) => id));
}
