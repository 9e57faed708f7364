/** Whether a client accepts a response that is not a stream. */
export function acceptsJson(accept: string | undefined): boolean {
  return !accept || /\bjson\b|\*\/\*|application\/\*/i.test(accept);
}
