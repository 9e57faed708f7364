import { invalidInput } from '@tributary/kit';
import { EVENT_TYPES } from '@tributary/kit/events';

/** Reads types of events, and returns their names in the graph; null for all types. */
export function typesOf(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(EVENT_TYPES as string[]).includes(name));
  if (unknown !== undefined)
    throw invalidInput('types', `"${unknown}" is no type of event. Types: ${EVENT_TYPES.join(', ')}.`);
  return names.map((name) => name.replace('.', '_').toUpperCase());
}

/** Returns the name of a type of event from its name in the graph. */
export function typeName(name: string): string {
  return name.toLowerCase().replace('_', '.');
}
