import type { CollectedParameter, CollectedRequest, RequestGroup } from './requests.ts';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/**
 * Returns a Postman collection of format 2.1, with a folder for each API. Each request tests that
 * its status is a documented one.
 */
export function postmanCollection(groups: readonly RequestGroup[]): object {
  return {
    info: { name: 'Tributary', schema: SCHEMA },
    auth: {
      type: 'apikey',
      apikey: [
        { key: 'key', value: 'X-API-Key', type: 'string' },
        { key: 'value', value: '{{apiKey}}', type: 'string' },
        { key: 'in', value: 'header', type: 'string' },
      ],
    },
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:4000' },
      { key: 'apiKey', value: '' },
    ],
    item: groups.map(({ name, description, requests }) => ({
      name,
      description,
      item: requests.map((request) => ({
        name: request.name,
        event: [{ listen: 'test', script: { type: 'text/javascript', exec: testOf(request) } }],
        request: {
          method: request.method,
          description: request.description,
          header: bodyOf(request) ? [{ key: 'Content-Type', value: 'application/json' }] : [],
          url: urlOf(request),
          ...(bodyOf(request) ? { body: bodyOf(request) } : {}),
        },
      })),
    })),
  };
}

function testOf({ statuses }: CollectedRequest): string[] {
  return [
    "pm.test('the status is documented', () => {",
    `  pm.expect([${statuses.join(', ')}]).to.include(pm.response.code);`,
    '});',
  ];
}

function urlOf({ path, parameters }: CollectedRequest): object {
  const inside = (place: CollectedParameter['in']) => parameters.filter((each) => each.in === place);
  const segments = path
    .slice(1)
    .split('/')
    .map((part) => part.replace(/^\{(.*)\}$/, ':$1'));
  const query = inside('query').map(({ name, value, description, isRequired }) => ({
    key: name,
    value,
    description,
    disabled: !isRequired,
  }));
  const sent = query
    .filter(({ disabled }) => !disabled)
    .map(({ key, value }) => `${key}=${encodeURIComponent(value)}`);
  return {
    raw: `{{baseUrl}}/${segments.join('/')}${sent.length > 0 ? `?${sent.join('&')}` : ''}`,
    host: ['{{baseUrl}}'],
    path: segments,
    query,
    variable: inside('path').map(({ name, value, description }) => ({ key: name, value, description })),
  };
}

function bodyOf({ body, graphql }: CollectedRequest): object | null {
  if (graphql)
    return {
      mode: 'graphql',
      graphql: { query: graphql.query, variables: JSON.stringify(graphql.variables, null, 2) },
    };
  if (body === undefined) return null;
  return { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } };
}
