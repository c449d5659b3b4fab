// Which requests of a tracked address are a person's click. What is not is led on all the same, and counted apart.

import { isbot } from "isbot";

export interface ClickFacts {
  readonly method: string;
  readonly userAgent: string | undefined;
  /** Sec-Purpose, and the older Purpose and X-Moz. */
  readonly purpose: string | undefined;
  /** Sec-Fetch-Dest: what the browser wants it for. */
  readonly destination: string | undefined;
}

export type ClickKind = "crawler" | "prefetch" | "embedded";

/** Fetchers of chat platforms that do not call themselves bots. */
const previews =
  /whatsapp|skypeuripreview|cfnetwork|okhttp|go-http-client|node-fetch|undici|axios/i;

/**
 * Undefined: a person, as far as a request tells. Chat platforms fetch every link that is posted to show what is
 * behind it, so a post makes clicks that nobody made.
 */
export function whyNoClick(facts: ClickFacts): ClickKind | undefined {
  const { method, userAgent = "", purpose = "", destination } = facts;
  if (method !== "GET" || userAgent.length < 16) return "crawler";
  if (isbot(userAgent) || previews.test(userAgent)) return "crawler";
  if (/prefetch|prerender|preview/i.test(purpose)) return "prefetch";
  // A click opens a document; an image or a frame was opened by a page.
  if (destination !== undefined && destination !== "document") return "embedded";
  return undefined;
}
