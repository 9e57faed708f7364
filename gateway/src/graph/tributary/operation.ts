import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Requirement } from '../authorization/access-rules.ts';
import { requirementsIn } from '../authorization/denied-selections.ts';
import type { Identity } from '../authorization/token-identity.ts';
import { markDeferred, mentionsDefer } from '../deferring/mark-deferred.ts';
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
   * that apply to the request. With `defers`, deferred fragments are separate parts of it.
   */
  variantFor(coerced: Variables, request: RoutedRequest, defers: boolean): Variant;
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
const NONE: readonly undefined[] = [];

/** Compiles one operation of a valid document; each variant is planned on first use. */
export function compileOperation(
  compiler: Compiler,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): Operation {
  const names = conditionVariables(document);
  const mayDefer = definition.operation !== 'subscription' && mentionsDefer(document);
  const { access, schemas, audience, planners } = compiler;
  const requirements = access ? requirementsIn(schemas[audience], document, access) : [];
  const variants = new LRUCache<string, PlannedVariant>({ max: MOST_VARIANTS });
  const find = (coerced: Variables, circumstances: Circumstances): Variant => {
    const { unmet, labels, defers } = circumstances;
    let key = names.map((name) => String(coerced[name])).join();
    if (unmet.size > 0) key += ` ${[...unmet].join()}`;
    if (labels.length > 0) key += ` labels ${labels.join()}`;
    if (defers) key += ' defers';
    let planned = variants.get(key);
    if (!planned) {
      const name = definition.name?.value;
      const resolved = resolveConditions(document, coerced);
      const marked = defers ? markDeferred(resolved, name, coerced) : { document: resolved, labels: NONE };
      const variant = compileVariant(compiler, marked, name, circumstances);
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
    variantFor(coerced, request, defers) {
      uses += 1;
      const identity = request.exchange?.identity ?? null;
      const unmet = requirements.length > 0 ? unmetOf(requirements, identity) : ALL_MET;
      return find(coerced, { unmet, labels: planners.activeIn(request), defers: defers && mayDefer });
    },
    variants: () =>
      [...variants.values()].map(({ conditions, unmet, labels, defers }) => ({
        conditions,
        unmet,
        labels,
        defers,
      })),
    plan({ conditions, unmet, labels, defers }) {
      const known = requirements.filter(({ id }) => unmet.has(id));
      find(conditions, { unmet: new Set(known.map(({ id }) => id)), labels: planners.known(labels), defers });
    },
    prepare() {
      for (const value of [true, false])
        find(Object.fromEntries(names.map((name) => [name, value])), {
          unmet: ALL_MET,
          labels: [],
          defers: false,
        });
    },
  };
}

function unmetOf(requirements: readonly Requirement[], identity: Identity | null): ReadonlySet<string> {
  return new Set(requirements.filter((each) => !each.isMet(identity)).map(({ id }) => id));
}
