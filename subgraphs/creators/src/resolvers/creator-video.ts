import type { Video } from '../facts.ts';

/** Fields whose names differ from those of a source's answer. */
export const CreatorVideo = {
  postedAt: ({ createdAt }: Video) => createdAt,
};
