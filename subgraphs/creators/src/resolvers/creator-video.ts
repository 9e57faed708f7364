import type { Video } from '../answer.ts';

/** Fields named differently in the sources' facts. */
export const CreatorVideo = {
  postedAt: ({ createdAt }: Video) => createdAt,
};
