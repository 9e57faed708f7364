import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { conditionVariables, resolveConditions, type Variables } from '../planning/conditions.ts';
import { type Compiler, compileVariant, type Variant } from './variant.ts';

/** One operation of a document, compiled. */
export interface Operation {
  /**
   * Returns the operation as planned for the values of the variables that `@skip` and `@include`
   * read.
   */
  variantFor(coerced: Variables): Variant;
  /**
   * Plans the operation with all conditions true and with all false; throws if it cannot be
   * planned.
   */
  prepare(): void;
}

/** Maximum number of cached variants of one operation. */
const MOST_VARIANTS = 32;

/** Compiles one operation of a valid document; each variant is planned on first use. */
export function compileOperation(
  compiler: Compiler,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): Operation {
  const names = conditionVariables(document);
  const variants = new LRUCache<string, Variant>({ max: MOST_VARIANTS });
  const variantFor = (coerced: Variables) => {
    const key = names.map((name) => String(coerced[name])).join();
    let variant = variants.get(key);
    if (!variant) {
      variant = compileVariant(compiler, resolveConditions(document, coerced), definition.name?.value);
      variants.set(key, variant);
    }
    return variant;
  };
  return {
    variantFor,
    prepare() {
      for (const value of [true, false]) variantFor(Object.fromEntries(names.map((name) => [name, value])));
    },
  };
}
