import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';

/** The writing persona of a workspace. */
export interface Persona {
  readonly name: string | null;
  readonly voice: string | null;
  readonly tones: string[];
  readonly topics: string[];
  readonly examples: string[];
  readonly updatedAt: Date | null;
}

/** The persona of a workspace that has none. */
export const NOBODY: Persona = {
  name: null,
  voice: null,
  tones: [],
  topics: [],
  examples: [],
  updatedAt: null,
};

/** Changes to a persona: an undefined member stays, null clears it. */
export interface PersonaChange {
  readonly name?: string | null;
  readonly voice?: string | null;
  readonly tones?: string[] | null;
  readonly topics?: string[] | null;
  readonly examples?: string[] | null;
}

const TEXTS = { name: 100, voice: 1_000 } as const;
const LISTS = {
  tones: { most: 10, longest: 100 },
  topics: { most: 30, longest: 100 },
  examples: { most: 20, longest: 5_000 },
} as const;

/** Applies a change to a persona. Throws INVALID_INPUT naming the member that exceeds its limit. */
export function applyChange(persona: Persona, change: PersonaChange, now: Date): Persona {
  for (const [name, longest] of Object.entries(TEXTS) as [keyof typeof TEXTS, number][])
    if (isLongerThan(change[name] ?? '', longest))
      throw invalidInput(name, `\`${name}\` must have at most ${longest} characters.`);
  for (const [name, { most, longest }] of Object.entries(LISTS) as [
    keyof typeof LISTS,
    { most: number; longest: number },
  ][]) {
    const list = change[name] ?? [];
    if (list.length > most || list.some((text) => text.trim() === '' || isLongerThan(text, longest)))
      throw invalidInput(name, `\`${name}\` must have at most ${most} texts of 1 to ${longest} characters.`);
  }
  return {
    name: change.name === undefined ? persona.name : change.name,
    voice: change.voice === undefined ? persona.voice : change.voice,
    tones: change.tones === undefined ? persona.tones : (change.tones ?? []),
    topics: change.topics === undefined ? persona.topics : (change.topics ?? []),
    examples: change.examples === undefined ? persona.examples : (change.examples ?? []),
    updatedAt: now,
  };
}
