import type { NextConfig } from "next";

/** Calls of the bot API, which bots make at the root. */
const botCalls = [
  "registerServer",
  "heartbeat",
  "getServerStatus",
  "unregisterServer",
  "getServerCampaigns",
  "getAllApps",
  "reallocateCampaigns",
  "trackPromotionEvent",
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The optimizer is the largest remote attack surface of a self-hosted Next; logos are re-encoded on upload instead.
  images: { unoptimized: true },
  serverExternalPackages: ["postgres", "ioredis", "pino", "@node-rs/argon2", "sharp", "bullmq"],
  // `npm test` runs tsc over the whole tree; doing it again here would only lengthen a first start.
  typescript: { ignoreBuildErrors: true },
  rewrites: async () => [
    ...botCalls.map((name) => ({ source: `/${name}`, destination: `/api/bot/${name}` })),
    { source: "/ads", destination: "/api/ads" },
  ],
};

export default config;
