import { invalidInput } from '@tributary/kit';
import { graphemeLength, graphemesOf } from '@tributary/platforms';
import type { Answers, Inputs } from '../operations.ts';
import { mask } from '../protected-spans.ts';
import { sentencesOf, wordsWithSpace } from './text.ts';

/**
 * Splits a text into numbered posts of whole sentences. Cuts longer sentences between words, and
 * longer words anywhere, but never a protected span. Throws INVALID_INPUT if one does not fit into
 * a post.
 */
export function thread({ text, maxLength }: Inputs['thread']): Answers['thread'] {
  const whole = text.trim();
  if (graphemeLength(whole) <= maxLength) return { posts: [whole] };
  for (let digits = 1; ; digits += 1) {
    const parts = packed(whole, maxLength - ' (/)'.length - 2 * digits);
    if (String(parts.length).length <= digits)
      return { posts: parts.map((part, index) => `${part} (${index + 1}/${parts.length})`) };
  }
}

/** Splitters for a piece that is too long, from coarse to fine. */
const CUTS = [sentencesOf, wordsWithSpace, graphemesOf] as const;

function packed(whole: string, limit: number): string[] {
  const { text, unmask } = mask(whole);
  const lengthOf = (piece: string) => graphemeLength(unmask(piece));
  const parts: string[] = [];
  let part = '';
  let length = 0;
  const close = () => {
    if (part.trim() !== '') parts.push(unmask(part.trim()));
    part = '';
    length = 0;
  };
  const add = (piece: string, fineness: number) => {
    if (length + lengthOf(piece.trimEnd()) > limit) {
      close();
      const bare = lengthOf(piece.trim());
      if (bare > limit && fineness + 1 < CUTS.length) {
        for (const finer of CUTS[fineness + 1]!(piece)) add(finer, fineness + 1);
        return;
      }
      if (bare > limit) throw tooLong(unmask(piece.trim()), bare, limit);
    }
    part += piece;
    length += lengthOf(piece);
  };
  for (const piece of CUTS[0](text)) add(piece, 0);
  close();
  return parts;
}

function tooLong(span: string, length: number, limit: number) {
  return invalidInput(
    'text',
    `\`text\` contains "${span.slice(0, 40)}…", ${length} characters that must not be cut; a post has room for ${limit}.`,
  );
}
