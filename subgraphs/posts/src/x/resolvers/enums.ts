/** Values of the SDL's enums as the database stores them. */
export const XPostSort = { RECENCY: 'recency', POPULARITY: 'popularity' };
export const XMediaType = { PHOTO: 'photo', VIDEO: 'video', GIF: 'gif' };
export const XEndpoint = { USER_LOOKUP: 'user_lookup', USER_TIMELINE: 'user_timeline' };
