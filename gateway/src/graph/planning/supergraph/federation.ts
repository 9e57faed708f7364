import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { fieldSetKeys, type WithResponseKeys } from '../response-keys.ts';
import { contextsOf, subgraphModels } from './read-subgraphs.ts';
import { type Route, routing } from './routes.ts';
import type { SubgraphModel } from './subgraph-model.ts';

/** A supergraph, prepared for planning. */
export interface Federation {
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphModel[];
  /** A prefix that no field name begins with. */
  readonly prefix: string;
  /**
   * Whether every object of a type is also of the wider type: the same type, or one it belongs to.
   */
  isWithin(type: string, wider: string): boolean;
  /** Lists the interfaces that a type implements, in any subgraph. */
  interfacesOf(type: string): readonly string[];
  /** Whether the type is the query, mutation or subscription type. */
  isRoot(type: string): boolean;
  /** Whether a field returns a single object type in the supergraph schema. */
  returnsObject(type: string, field: string): boolean;
  /** Whether a subgraph with an `@interfaceObject` resolves the field of an interface. */
  isOfInterfaceObjects(type: string, field: string): boolean;
  /** Whether objects of a type set a context. */
  setsContext(type: string, context: string): boolean;
  /** Lists the names of the subgraphs that resolve a field of a type. */
  servicesOf(type: string, field: string): readonly string[];
  readonly withResponseKeys: WithResponseKeys;
  readonly route: Route;
}

/** What a federation is created from, besides the schema of its supergraph. */
export interface FederationSource {
  readonly supergraph: DocumentNode;
  /** No field name begins with it. */
  readonly prefix: string;
  /** The labels whose progressive overrides apply. */
  readonly activeLabels: ReadonlySet<string>;
}

/** Prepares a supergraph for planning. */
export function createFederation(
  schema: GraphQLSchema,
  { supergraph, prefix, activeLabels }: FederationSource,
): Federation {
  const subgraphs = subgraphModels(supergraph, activeLabels);
  const roots = new Set(
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name),
  );
  const contexts = contextsOf(supergraph);
  const federation: Omit<Federation, 'route' | 'withResponseKeys'> = {
    schema,
    subgraphs,
    prefix,
    isWithin(type, wider) {
      if (type === wider) return true;
      const [one, other] = [schema.getType(type), schema.getType(wider)];
      return (
        isAbstractType(other) && (isObjectType(one) || isInterfaceType(one)) && schema.isSubType(other, one)
      );
    },
    interfacesOf(type) {
      const found = schema.getType(type);
      const has = isObjectType(found) || isInterfaceType(found);
      return has ? found.getInterfaces().map(({ name }) => name) : [];
    },
    servicesOf(type, field) {
      const names = [type, ...federation.interfacesOf(type)];
      const resolves = ({ types }: SubgraphModel) =>
        names.some((name) => {
          const there = types.get(name);
          return there?.kind === 'object' && there.fields.get(field)?.external === false;
        });
      return subgraphs.filter(resolves).map(({ name }) => name);
    },
    isRoot: (type) => roots.has(type),
    returnsObject(type, field) {
      const parent = schema.getType(type);
      const found = parent && 'getFields' in parent ? parent.getFields()[field] : undefined;
      return found !== undefined && isObjectType(getNamedType(found.type));
    },
    isOfInterfaceObjects: (type, field) =>
      subgraphs.some(({ types }) => {
        const there = types.get(type);
        return there?.interfaceObject && there.fields.get(field)?.external === false;
      }),
    setsContext: (type, context) => contexts.get(type)?.has(context) ?? false,
  };
  return { ...federation, withResponseKeys: fieldSetKeys(schema, prefix), route: routing(federation) };
}
