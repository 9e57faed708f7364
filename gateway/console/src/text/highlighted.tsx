import { type Span, splitAt } from './highlight.ts';

interface HighlightedProps {
  readonly text: string;
  readonly spans: readonly Span[];
  /** Whether the words are bold, as in a list, instead of on a coloured ground. */
  readonly inBold?: boolean;
}

/** A text with marked words. The text is never read as markup. */
export function Highlighted({ text, spans, inBold = false }: HighlightedProps) {
  return splitAt(text, spans).map((piece) => {
    if (!piece.isMarked) return piece.text;
    return inBold ? <b key={piece.start}>{piece.text}</b> : <mark key={piece.start}>{piece.text}</mark>;
  });
}
