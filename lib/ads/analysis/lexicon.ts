// The words that the rules look for, as data: what is missing here is no finding, and a test reads every list.

/** Verbs that a call to action begins with, and how strong they are. */
export const actionVerbs: Readonly<Record<string, "strong" | "weak">> = {
  play: "strong",
  download: "strong",
  install: "strong",
  join: "strong",
  claim: "strong",
  get: "strong",
  start: "strong",
  build: "strong",
  win: "strong",
  collect: "strong",
  unlock: "strong",
  fight: "strong",
  race: "strong",
  conquer: "strong",
  register: "strong",
  subscribe: "strong",
  buy: "strong",
  try: "strong",
  discover: "weak",
  explore: "weak",
  learn: "weak",
  see: "weak",
  visit: "weak",
  find: "weak",
  click: "weak",
  watch: "weak",
};

export const urgencyWords = [
  "now",
  "today",
  "tonight",
  "limited",
  "last chance",
  "hurry",
  "ends",
  "before",
];

export const rewardWords = [
  "free",
  "bonus",
  "gems",
  "coins",
  "gift",
  "reward",
  "discount",
  "off",
  "credits",
  "skin",
];

export const superlatives = [
  "best",
  "greatest",
  "number one",
  "no. 1",
  "#1",
  "most popular",
  "fastest",
  "unbeatable",
  "ultimate",
  "world's",
  "ever made",
  "leading",
  "top rated",
];

/** What cannot be promised, and why. */
export const claims: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /\bguarantee(?:d|s)?\b/giu, why: "a guarantee has to be kept, and to everybody" },
  { pattern: /\brisk[- ]free\b/giu, why: "nothing that costs money is without risk" },
  {
    pattern: /\b100\s?%\s?(?:free|safe|secure|win)\b/giu,
    why: "an absolute promise has to be proved",
  },
  {
    pattern: /\b(?:everyone|everybody|all players)\s+wins?\b/giu,
    why: "a prize for everybody has to be paid",
  },
  { pattern: /\b(?:clinically|scientifically)\s+proven\b/giu, why: "a proof has to be at hand" },
  {
    pattern: /\bearn\s+(?:real\s+)?(?:money|cash|\$\d+)/giu,
    why: "income from a game is a claim of its own",
  },
];

/** What no promo server takes. */
export const prohibited: readonly { readonly group: string; readonly words: readonly string[] }[] =
  [
    { group: "hate", words: ["nazi", "racial slur", "ethnic cleansing"] },
    { group: "drugs", words: ["cocaine", "heroin", "meth", "weed delivery"] },
    { group: "weapons for sale", words: ["buy guns", "ghost gun", "ammo shop"] },
    {
      group: "malware",
      words: ["keylogger", "crack download", "free hack", "aimbot", "account generator"],
    },
    { group: "sexual content", words: ["porn", "xxx", "nude", "escort"] },
  ];

/** What is for adults, and may be elsewhere when the audience is. */
export const ageRestricted: readonly {
  readonly group: string;
  readonly words: readonly string[];
}[] = [
  {
    group: "gambling",
    words: ["casino", "slots", "poker", "betting", "roulette", "jackpot", "wager"],
  },
  { group: "alcohol", words: ["beer", "wine", "whiskey", "vodka", "cocktail", "brewery"] },
  { group: "tobacco", words: ["cigarette", "vape", "tobacco", "cigar"] },
  { group: "violence", words: ["gore", "bloodbath", "torture", "dismember"] },
];

/** Words that go with a genre, in texts, audiences and pictures alike. */
export const genres: Readonly<Record<string, readonly string[]>> = {
  strategy: [
    "strategy",
    "kingdom",
    "build",
    "conquer",
    "empire",
    "army",
    "castle",
    "territories",
    "tactics",
    "war",
    "battle",
  ],
  puzzle: ["puzzle", "match", "solve", "brain", "tiles", "logic", "levels", "blocks", "words"],
  action: [
    "action",
    "fight",
    "shoot",
    "battle",
    "enemies",
    "boss",
    "weapons",
    "combat",
    "explosions",
  ],
  racing: ["race", "racing", "cars", "speed", "track", "drift", "drivers", "engine"],
  sports: [
    "sports",
    "football",
    "soccer",
    "basketball",
    "team",
    "goal",
    "league",
    "match",
    "players",
    "tournament",
  ],
  rpg: [
    "rpg",
    "heroes",
    "quest",
    "dragons",
    "magic",
    "character",
    "dungeon",
    "level",
    "loot",
    "story",
  ],
  simulation: ["farm", "city", "manage", "simulation", "build", "life", "grow", "tycoon"],
  casual: ["casual", "fun", "relax", "family", "friends", "easy", "cute", "minutes"],
  card: ["cards", "deck", "card", "collect", "duel", "trading"],
  horror: ["horror", "dark", "survive", "night", "fear", "monsters", "zombies"],
};
