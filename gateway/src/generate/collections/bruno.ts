import type { CollectedRequest, RequestGroup } from './requests.ts';

/** Returns a collection in the format that Bruno imports, with a folder for each API. */
export function brunoCollection(groups: readonly RequestGroup[]): object {
  return {
    name: 'Tributary',
    version: '1',
    environments: [
      {
        name: 'local',
        variables: [
          { name: 'baseUrl', value: 'http://127.0.0.1:4000', enabled: true, secret: false, type: 'text' },
          { name: 'apiKey', value: '', enabled: true, secret: true, type: 'text' },
        ],
      },
    ],
    items: groups.map(({ name, requests }) => ({
      type: 'folder',
      name,
      items: requests.map((request, index) => itemOf(request, index + 1)),
    })),
  };
}

function itemOf(request: CollectedRequest, seq: number): object {
  const { name, method, description, path, parameters, statuses, graphql } = request;
  return {
    type: graphql ? 'graphql-request' : 'http-request',
    name,
    seq,
    request: {
      method,
      url: `{{baseUrl}}${path.replace(/\{(\w+)\}/g, ':$1')}`,
      headers: [{ name: 'X-API-Key', value: '{{apiKey}}', enabled: true }],
      params: parameters.map((each) => ({
        name: each.name,
        value: each.value,
        type: each.in,
        description: each.description,
        enabled: each.isRequired,
      })),
      auth: { mode: 'none' },
      body: bodyOf(request),
      tests: `test('the status is documented', () => {\n  expect([${statuses.join(', ')}]).to.include(res.getStatus());\n});`,
      docs: description,
    },
  };
}

function bodyOf({ body, graphql }: CollectedRequest): object {
  if (graphql)
    return {
      mode: 'graphql',
      graphql: { query: graphql.query, variables: JSON.stringify(graphql.variables, null, 2) },
    };
  return body === undefined ? { mode: 'none' } : { mode: 'json', json: JSON.stringify(body, null, 2) };
}
