import type { Triple } from "#components/reel/reel-plan.ts";

/** What the reels show when they mean nothing: three different faces. */
export const neutralFaces: Triple = [1, 4, 7];
