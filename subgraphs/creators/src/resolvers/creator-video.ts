import type { Video } from '../facts.ts';

/** Fields named differently in the sources' facts. */
export const CreatorVideo = {
  postedAt: ({ createdAt }: Video) => createdAt,
};
