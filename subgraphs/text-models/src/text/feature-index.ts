/** Maps a feature to its position in a list of features, or -1. */
export interface FeatureIndex {
  find(feature: number): number;
}

/**
 * Creates an open-addressed hash table, at most half full. A text has several hundred features
 * and most lookups miss the CPU cache, so a slot stores the feature next to its position plus one
 * (0 if empty).
 */
export function featureIndex(features: Uint32Array): FeatureIndex {
  const size = 2 ** Math.ceil(Math.log2(features.length * 2 + 1));
  const mask = size - 1;
  const slots = new Uint32Array(2 * size);
  for (const [place, feature] of features.entries()) {
    let slot = feature & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = feature;
    slots[2 * slot + 1] = place + 1;
  }
  return {
    find(feature) {
      let slot = feature & mask;
      for (;;) {
        const place = slots[2 * slot + 1]! - 1;
        if (place === -1 || slots[2 * slot] === feature) return place;
        slot = (slot + 1) & mask;
      }
    },
  };
}
