const games = [
  "Dragon Kingdom",
  "Star Harbour",
  "Puzzle Mill",
  "Night Drivers",
  "Card Court",
  "Goal Rush",
];
const genres = ["Strategy", "Simulation", "Puzzle", "Racing", "Card", "Sports"];
const lines = [
  "Build your kingdom, train your dragons, and conquer new territories!",
  "Trade between a hundred harbours and grow the fleet that nobody dares to stop.",
  "Solve three hundred levels that start easy and do not stay that way.",
  "Race through the city at night, tune your car and leave the others behind.",
  "Collect cards, build a deck and duel your friends for the court.",
  "Lead your team through the league and score in the last minute.",
];

/** An ad as a partner would send it, no two the same. */
export function adBody(n: number): string {
  const kind = n % games.length;
  return JSON.stringify({
    title: `${games[kind]} ${n}`,
    description: `${lines[kind]} Season ${n} brings ${(n * 7919) % 1_000} new quests and ${(n * 104_729) % 977} rewards.`,
    genre: genres[kind],
    targetAudience: ["18-34", `${genres[kind]} Gamers`],
    visualElements: ["Dragons", "Castle", "Battle Scenes"],
    callToAction: `Download Now & Claim ${n % 1_000} Free Gems!`,
    duration: 30,
    priority: 1 + (n % 5),
  });
}
