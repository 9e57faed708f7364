declare module 'virtual:persisted-ids' {
  /** Ids of the console's persisted operations, by the operations' names. */
  const ids: Readonly<Record<string, string>>;
  export default ids;
}
