/** An input of an operation, as n8n shows it. */
export interface OperationInput {
  readonly name: string;
  readonly displayName: string;
  readonly type: 'string' | 'number' | 'dateTime';
  readonly default: string | number;
  readonly description: string;
  readonly required?: boolean;
  /** The variable of the GraphQL operation, with dots for members of an object. */
  readonly variable: string;
}

/** An action of the node: one operation of the graph. */
export interface NodeOperation {
  readonly value: string;
  readonly name: string;
  readonly description: string;
  readonly query: string;
  /** The part of the response that becomes the items of the workflow. */
  readonly result: string;
  readonly inputs: readonly OperationInput[];
}

const FAILURE = '... on Failure { message }';
const SEARCH: OperationInput = {
  name: 'search',
  displayName: 'Search',
  type: 'string',
  default: '',
  description: 'Only texts with this phrase; empty for all',
  variable: 'search',
};
const LIMIT: OperationInput = {
  name: 'limit',
  displayName: 'Limit',
  type: 'number',
  default: 50,
  description: 'Maximum number of results, 1 to 100',
  variable: 'first',
};

function text(name: string, displayName: string, description: string, variable: string): OperationInput {
  return { name, displayName, type: 'string', default: '', required: true, description, variable };
}

/** The actions of the node, in the order of its menu. */
export const OPERATIONS: readonly NodeOperation[] = [
  {
    value: 'searchPosts',
    name: 'Search community posts',
    description: 'List scored community posts, newest first',
    query: `query SearchPosts($search: String, $first: Int) {
      result: communityPosts(search: $search, first: $first) {
        nodes { id source url title body author postedAt analysis { score intent urgency suggestedPlay } } } }`,
    result: 'data.result.nodes',
    inputs: [SEARCH, LIMIT],
  },
  {
    value: 'listMentions',
    name: 'List mentions',
    description: 'List mentions of the datasets, newest first',
    query: `query ListMentions($search: String, $first: Int) {
      result: mentions(search: $search, first: $first) {
        nodes { id source url title text postedAt author { handle } dominantSentiment contentTopics } } }`,
    result: 'data.result.nodes',
    inputs: [SEARCH, LIMIT],
  },
  {
    value: 'createTracker',
    name: 'Create a tracker',
    description: 'Listen for posts that match a query',
    query: `mutation CreateTracker($input: TrackerInput!) { result: createTracker(input: $input) {
      ... on TrackerCreated { tracker { id name query status } } ${FAILURE} } }`,
    result: 'data.result',
    inputs: [
      text('name', 'Name', 'The name of the tracker', 'input.name'),
      text('query', 'Query', 'What to listen for, in the query language', 'input.query'),
    ],
  },
  {
    value: 'createDraft',
    name: 'Create a draft',
    description: 'Create a post that is not published yet',
    query: `mutation CreateDraft($input: CreatePostInput!) { result: createPost(input: $input) {
      ... on PostCreated { post { id status body } } ${FAILURE} } }`,
    result: 'data.result',
    inputs: [text('body', 'Text', 'The text of the post', 'input.body')],
  },
  {
    value: 'scheduleDraft',
    name: 'Schedule a draft',
    description: 'Publish a draft to its accounts at a time',
    query: `mutation ScheduleDraft($id: ID!, $scheduledAt: DateTime!) {
      result: schedulePost(id: $id, scheduledAt: $scheduledAt) {
        ... on PostScheduled { post { id status scheduledAt } } ${FAILURE} } }`,
    result: 'data.result',
    inputs: [
      text('postId', 'Post ID', 'The id of the draft', 'id'),
      { ...text('scheduledAt', 'Time', 'When to publish it', 'scheduledAt'), type: 'dateTime' },
    ],
  },
];

/** Returns the properties of the node: the menu of actions, and the inputs of each. */
export function propertiesOf(operations: readonly NodeOperation[]): readonly object[] {
  const menu = {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: operations[0]!.value,
    options: operations.map(({ name, value, description, query, result }) => ({
      name,
      value,
      description,
      action: name,
      routing: {
        request: { method: 'POST', url: '/graphql', body: { query } },
        output: { postReceive: [{ type: 'rootProperty', properties: { property: result } }] },
      },
    })),
  };
  const inputs = operations.flatMap((operation) =>
    operation.inputs.map(({ variable, ...input }) => ({
      ...input,
      displayOptions: { show: { operation: [operation.value] } },
      routing: {
        // An empty text is no condition.
        send: { type: 'body', property: `variables.${variable}`, value: '={{$value || null}}' },
      },
    })),
  );
  return [menu, ...inputs];
}
