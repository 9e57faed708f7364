import { graphemeLength } from '../../publishers/lengths.ts';
import type { Answers, Inputs } from '../operations.ts';
import { graphemesOf, sentencesOf, wordsWithSpace } from './text.ts';

/** Parts of whole sentences, each with its number; longer sentences are cut at words, and longer words anywhere. */
export function thread({ text, maxLength }: Inputs['thread']): Answers['thread'] {
  const whole = text.trim();
  if (graphemeLength(whole) <= maxLength) return { posts: [whole] };
  for (let digits = 1; ; digits += 1) {
    const parts = packed(whole, maxLength - ' (/)'.length - 2 * digits);
    if (String(parts.length).length <= digits)
      return { posts: parts.map((part, index) => `${part} (${index + 1}/${parts.length})`) };
  }
}

/** How a piece that is too long is cut: each way finer than the one before. */
const CUTS = [sentencesOf, wordsWithSpace, graphemesOf] as const;

function packed(text: string, room: number): string[] {
  const parts: string[] = [];
  let part = '';
  let length = 0;
  const close = () => {
    if (part.trim() !== '') parts.push(part.trim());
    part = '';
    length = 0;
  };
  const add = (piece: string, fineness: number) => {
    const size = graphemeLength(piece);
    if (length + graphemeLength(piece.trimEnd()) > room) {
      close();
      if (graphemeLength(piece.trim()) > room && fineness + 1 < CUTS.length) {
        for (const finer of CUTS[fineness + 1]!(piece)) add(finer, fineness + 1);
        return;
      }
    }
    part += piece;
    length += size;
  };
  for (const piece of CUTS[0](text)) add(piece, 0);
  close();
  return parts;
}
