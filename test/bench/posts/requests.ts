import { KEYWORD } from '../harness/generate-posts.ts';
import { graphqlRequest, type LoadRequest } from '../harness/load.ts';

/** Rows of the page. */
export const ROWS = 50;

/** The documented URL. */
export const restRequest: LoadRequest = {
  path: `/api-posts?keyword=${encodeURIComponent(KEYWORD)}&limit=${ROWS}`,
  method: 'GET',
  headers: { accept: 'application/json' },
};

const POSTS = /* GraphQL */ `
  communityPosts(filter: { keyword: "${KEYWORD}" }, first: ${ROWS}) {
    totalCount
    nodes {
      url title body author source kind postedAt subreddit engagementStatus
      analysis {
        score reason intent urgency buyingStage action suggestedPlay competitorNamed
        signals { name }
      }
    }
  }
`;

export const graphqlPosts = graphqlRequest(`query Posts { ${POSTS} }`);
/** Two subgraphs in one operation: the viewer and the posts. */
export const twoSubgraphs = graphqlRequest(
  `query PostsAndViewer { viewer { workspace { name } key { prefix } } ${POSTS} }`,
);

/** The same page from PostGraphile, with the function `posts.posts_of`. */
export function postgraphileRequest(workspaceId: string): LoadRequest {
  const words = KEYWORD.split(' ')
    .map((word) => `'${word}'`)
    .join(' <-> ');
  return graphqlRequest(
    `query Posts($workspace: UUID!, $words: String!) {
      postsOf(workspace: $workspace, words: $words, first: ${ROWS}) {
        totalCount
        nodes {
          url title body author source kind postedAt subreddit engagementStatus
          score reason intent urgency buyingStage action suggestedPlay competitorNamed signals
        }
      }
    }`,
    { workspace: workspaceId, words },
  );
}

/**
 * Converts a REST or GraphQL response to a comparable form: the posts as documented, and their
 * number.
 */
export interface Page {
  total: number;
  posts: unknown[];
}

export function readRest(answer: unknown): Page {
  const { data, meta } = answer as { data: unknown[]; meta: { total: number } };
  return { total: meta.total, posts: data };
}

// biome-ignore lint/suspicious/noExplicitAny: responses are compared with the documented form
type Loose = any;

export function readGraphql(answer: unknown): Page {
  const { communityPosts } = dataOf(answer);
  const flat = communityPosts.nodes.map(({ analysis, ...post }: Loose) => ({ ...post, ...analysis }));
  return { total: communityPosts.totalCount, posts: flat.map(toPost) };
}

export function readPostgraphile(answer: unknown): Page {
  const { postsOf } = dataOf(answer);
  return { total: postsOf.totalCount, posts: postsOf.nodes.map(toPost) };
}

function dataOf(answer: unknown): Loose {
  const { data, errors } = answer as { data: Loose; errors?: { message: string }[] };
  if (errors) throw new Error(`its answer has errors: ${errors[0]?.message}`);
  return data;
}

function toPost(post: Loose): unknown {
  return {
    url: post.url,
    title: post.title,
    body: post.body,
    author: post.author,
    source: lower(post.source),
    kind: post.kind.slice(0, 1).toLowerCase(),
    posted_at: new Date(post.postedAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    ai_score: Number(post.score),
    ai_reason: post.reason,
    intent: lower(post.intent),
    urgency: lower(post.urgency),
    buying_stage: lower(post.buyingStage),
    action_type: lower(post.action),
    suggested_play: post.suggestedPlay,
    competitor_named: post.competitorNamed,
    buying_signals: post.signals.map(({ name }: Loose) => name),
    engagement_status: lower(post.engagementStatus),
    subreddit: post.subreddit,
  };
}

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase();
}
