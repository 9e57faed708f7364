import { DirectiveLocation, GraphQLBoolean, GraphQLDirective, GraphQLNonNull, GraphQLString } from 'graphql';

/** `@defer` as clients see it. */
export const DEFER = new GraphQLDirective({
  name: 'defer',
  description:
    'Delivers a fragment after the rest of the response, if the client accepts a response in parts.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: {
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: true,
      description: 'Whether the fragment is delivered later.',
    },
    label: {
      type: GraphQLString,
      description: 'Names the fragment in the response. It is unique in the document.',
    },
  },
});
