import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import type { CreatorSource } from '../identify.ts';
import type { Operation, Priced } from '../platforms.ts';

/** Looks up a creator; null if it does not exist. */
export async function lookUpCreator<Name extends Operation>(
  { subject }: CreatorSource,
  context: Context,
  operation: Name,
  priced?: Priced,
): Promise<Answer<Name> | null> {
  return subject && context.lookUp(operation, subject, priced);
}

/** Returns the creator if the platform has a profile of this name; null otherwise. */
export async function existing(creator: CreatorSource, context: Context): Promise<CreatorSource | null> {
  return (await lookUpCreator(creator, context, 'profile')) && creator;
}
