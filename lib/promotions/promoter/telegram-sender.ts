import { Api, GrammyError } from "grammy";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";
import type { PostIntent } from "#lib/promotions/client/guild-state.ts";
import { composePost } from "#lib/promotions/promoter/compose-post.ts";
import {
  type Blocked,
  type CheckOutcome,
  type Failed,
  type Moved,
  type Pace,
  type PostOutcome,
  reasonOf,
  type Sender,
  type Target,
  type Wait,
  wasNeverSent,
} from "#lib/promotions/promoter/sender.ts";

export interface TelegramOptions {
  readonly token: string;
  /** Another root than Telegram's own, such as a Bot API server of one's own. */
  readonly apiRoot?: string;
  readonly pace: Pace;
  readonly timeoutMs?: number;
}

const textMax = 4_096;
const captionMax = 1_024;
const waitMsMax = 5_000;
/** One message a second to one chat. The 30 a second over all chats are the pace's. */
const perChat = { burst: 1, perS: 1 } as const;
const gone = /chat not found|channel not found|PEER_ID_INVALID/i;
const badImage =
  /wrong (file identifier|type of the web page)|failed to get HTTP URL content|IMAGE_PROCESS_FAILED/i;

function refusalOf(error: unknown): Blocked | Moved | Wait | Failed | undefined {
  if (!(error instanceof GrammyError)) return undefined;
  const { error_code: code, description, parameters } = error;
  const reason = `Telegram answered ${code}: ${description.slice(0, 200)}`;
  if (code === 429) return { kind: "wait", retryAfterMs: (parameters.retry_after ?? 1) * 1_000 };
  // A group that became a supergroup: the same people under another id.
  const { migrate_to_chat_id: to } = parameters;
  if (to !== undefined) return { kind: "moved", to: String(to) };
  if (code === 403) return { kind: "blocked", status: 403, reason };
  // A chat that is not there is a 400; a plain 404 means that the token is wrong.
  if (code === 400 && gone.test(description)) return { kind: "blocked", status: 404, reason };
  return code < 500 ? { kind: "failed", reason } : undefined;
}

/** Posts with a bot's token. Telegram has no key against repeats, so a post without an answer is never repeated. */
export function createTelegramSender({
  token,
  pace,
  timeoutMs = 10_000,
  apiRoot,
}: TelegramOptions): Sender {
  const api = new Api(token, {
    timeoutSeconds: timeoutMs / 1_000,
    ...(apiRoot ? { apiRoot } : {}),
  });
  const chats = createTokenBuckets(50_000);

  const turn = async (chat: string | null): Promise<Wait | undefined> => {
    const waitMs = chat === null ? 0 : chats.take(chat, perChat, performance.now());
    if (waitMs > 0) return { kind: "wait", retryAfterMs: waitMs };
    return (await pace.turn("telegram")) ? undefined : { kind: "wait", retryAfterMs: waitMsMax };
  };

  const outcomeOf = async (error: unknown): Promise<Exclude<PostOutcome, { kind: "posted" }>> => {
    const refusal = refusalOf(error);
    // A 429 speaks to the whole bot: the other chats wait as well.
    if (refusal?.kind === "wait") await pace.hold("telegram", refusal.retryAfterMs);
    if (refusal) return refusal;
    return { kind: wasNeverSent(error) ? "failed" : "unknown", reason: reasonOf(error) };
  };

  const send = async (chat: string, { app }: PostIntent): Promise<number> => {
    const { imageUrl, ctaUrl } = app.campaign;
    const caption = composePost(app, textMax);
    if (imageUrl && caption.length <= captionMax) {
      try {
        return (await api.sendPhoto(chat, imageUrl, { caption })).message_id;
      } catch (error) {
        // Telegram could not load the picture and posted nothing: the words go alone.
        if (!(error instanceof GrammyError) || !badImage.test(error.description)) throw error;
        await pace.turn("telegram");
      }
    }
    const preview = imageUrl ? { url: imageUrl, prefer_large_media: true } : { url: ctaUrl };
    return (await api.sendMessage(chat, caption, { link_preview_options: preview })).message_id;
  };

  const post = async ({ address }: Target, intent: PostIntent): Promise<PostOutcome> => {
    const wait = await turn(address);
    if (wait) return wait;
    try {
      const messageId = String(await send(address, intent));
      return { kind: "posted", messageId, channelId: address };
    } catch (error) {
      return outcomeOf(error);
    }
  };

  const check = async ({ address }: Target): Promise<CheckOutcome> => {
    if (await turn(null)) return { kind: "busy" };
    try {
      await api.getChat(address);
      return { kind: "ok" };
    } catch (error) {
      const outcome = await outcomeOf(error);
      if (outcome.kind === "blocked" || outcome.kind === "moved") return outcome;
      return { kind: "unclear", reason: reasonOf(error) };
    }
  };
  return { post, find: async () => ({ kind: "unknown" }), check };
}
