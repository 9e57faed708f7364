/** One page of a query function, which reads `limit` rows and one more to detect a next page. */
export interface PageRequest {
  readonly limit: number;
  /** The sort values of the row before the page; null for the first page. */
  readonly after: readonly unknown[] | null;
  readonly skip: number;
}
