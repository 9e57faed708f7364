import { type TSchema, Type } from 'typebox';

/** A page, as the graph returns it. */
export interface SourcePage<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Query parameters of every list. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'Results per page, 1 to 100.' }),
  ),
  cursor: Type.Optional(Type.String({ description: 'Cursor of the previous page.' })),
};

/** Maps an argument of a list to its query parameter. */
export function placeInQuery(argument: string): string {
  const names: Readonly<Record<string, string>> = { first: 'limit', after: 'cursor' };
  return `query.${names[argument] ?? argument}`;
}

/** Presents a page in the documented form. */
export function pageOf<Node>({ nodes, pageInfo }: SourcePage<Node>, show: (node: Node) => object): object {
  const { hasNextPage, endCursor } = pageInfo;
  return {
    status: 'success',
    data: nodes.map(show),
    has_next: hasNextPage,
    cursor: hasNextPage ? endCursor : null,
  };
}

export function pageSchema(item: TSchema) {
  return Type.Object({
    status: Type.Literal('success'),
    data: Type.Array(item),
    has_next: Type.Boolean({ description: 'Whether another page follows.' }),
    cursor: Type.Union([Type.String(), Type.Null()], {
      description: 'Cursor of the next page; null on the last page.',
    }),
  });
}
