const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Decodes UTF-8; null for invalid bytes, which would otherwise be stored as U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether all text in a JSON value is well-formed Unicode, without unpaired surrogates. */
export function isUnicode(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isUnicode);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isUnicode(member));
}
