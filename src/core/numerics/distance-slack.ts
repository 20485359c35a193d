/**
 * A number at a computed distance from another lies within any distance that is longer by this share of both numbers:
 * some units in their last places.
 */
export const DISTANCE_SLACK = 2 ** -51
