/**
 * Returns the length of a text in Unicode code points, as JSON Schema and PostgreSQL count.
 * `length` would count an emoji outside the basic plane as two.
 */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 1; index < text.length; index++)
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) length -= 1;
  return length;
}

/**
 * Whether a text has more than `most` code points. It counts them only if `length` does not decide.
 */
export function isLongerThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  return text.length > 2 * most || lengthOf(text) > most;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
