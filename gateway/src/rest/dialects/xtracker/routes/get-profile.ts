import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { nullable } from '../../../engine/nullable.ts';
import { ERRORS, timeOf } from '../post.ts';

interface SourceProfile {
  user: { id: string; email: string; name: string; createdAt: string } | null;
  workspace: {
    id: string;
    name: string;
    createdAt: string;
    plans: { product: string; plan: string }[];
  };
}

/** The route has no input, and so no input errors. */
const { 400: _, ...WITHOUT_INPUT } = ERRORS;

/**
 * `GET /api/profile`: the user of a token or key; for a key without a user, the profile of its
 * workspace.
 */
export const getProfile = route({
  operationId: 'getProfile',
  method: 'GET',
  path: '/api/profile',
  summary: 'Get the profile of the authenticated user',
  description:
    'Returns the user whom the access token or API key belongs to. For a key of the workspace itself, returns the profile of the workspace, in which personal properties are null.',
  scope: 'profile',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query Profile {
      viewer {
        user { id email name createdAt }
        workspace { id name createdAt plans { product plan } }
      }
    }
  `,
  variables: () => ({}),
  reply({ viewer: { user, workspace } }: { viewer: SourceProfile }) {
    return {
      success: true,
      profile: {
        id: (user ?? workspace).id,
        username: user?.email ?? workspace.name,
        email: user?.email ?? null,
        // An empty name means that none was given.
        name: user?.name || null,
        plan: workspace.plans.find(({ product }) => product === 'XTRACKER')!.plan.toLowerCase(),
        created_at: timeOf((user ?? workspace).createdAt),
      },
    };
  },
  response: {
    schema: Type.Object({
      success: Type.Literal(true),
      profile: Type.Object({
        id: Type.String({ description: 'Opaque, stable id' }),
        username: Type.String({ description: 'Login name of the user, or name of the workspace' }),
        email: nullable(Type.String(), 'Email address; null for a key of the workspace itself'),
        name: nullable(Type.String(), 'Full name; null when it is not known'),
        plan: Type.String({ enum: ['free', 'pro', 'enterprise'] }),
        created_at: Type.String({ format: 'date-time' }),
      }),
    }),
    example: {
      success: true,
      profile: {
        id: '0f8fad5b-d9cb-469f-a165-70867728950e',
        username: 'ada@example.org',
        email: 'ada@example.org',
        name: 'Ada Lovelace',
        plan: 'pro',
        created_at: '2025-01-15T12:34:56Z',
      },
    },
  },
  errors: WITHOUT_INPUT,
});
