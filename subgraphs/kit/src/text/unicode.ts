const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of bytes in UTF-8; null if they are anything else, which would otherwise be stored as U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether all text within a JSON value is well-formed Unicode, without half of a surrogate pair. */
export function isUnicode(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isUnicode);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isUnicode(member));
}
