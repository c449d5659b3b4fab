import { unstable_isUnrecognizedActionError, unstable_rethrow } from "next/navigation";
import type { ActionFailure } from "#lib/http/next/action-result.ts";

/** The code of a call that got no answer: it may be made again. */
export const connectionLost = "connection_lost";

/** For buttons and questions. What reached the server before the line broke cannot be known here. */
export const lostSentence =
  "The connection broke off. Nothing was changed as far as this page knows: try again.";

/** For forms that keep what was typed. */
export const lostWithText =
  "The connection broke off. Nothing was changed as far as this page knows; your text is still here: try again.";

const outdatedSentence =
  "Frolic was updated while this page was open. Copy what you typed, reload the page and try again.";

/**
 * Waits for a server action. A refusal is an answer already; a call that breaks on the way becomes one here,
 * because a promise that rejects would leave a button busy for good, and inside a transition it would replace
 * the page, and what was typed with it, by the error page. Next's own redirects go on to Next.
 */
export async function callAction<Answer extends { readonly ok: boolean }>(
  call: Promise<Answer>,
  sentence: string = lostSentence,
): Promise<Answer | ActionFailure> {
  try {
    return await call;
  } catch (error) {
    unstable_rethrow(error);
    return unstable_isUnrecognizedActionError(error)
      ? failure("page_outdated", outdatedSentence)
      : failure(connectionLost, sentence);
  }
}

function failure(code: string, message: string): ActionFailure {
  return { ok: false, code, message, fields: [], requestId: "" };
}
