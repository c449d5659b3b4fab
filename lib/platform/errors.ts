/** What a code of the API means. Each domain declares its own table in its contract; lib/http merges them. */
export interface ErrorSpec {
  readonly status: number;
  /** Public sentence: what is wrong, what is safe, what to do. */
  readonly sentence: string;
  readonly retryable?: boolean;
}

export const platformErrors = {
  bad_request: { status: 400, sentence: "The request could not be read. Check its format." },
  unauthenticated: { status: 401, sentence: "Sign in, or send a valid key, and try again." },
  forbidden: { status: 403, sentence: "Your role does not allow this." },
  not_found: { status: 404, sentence: "There is nothing at this address." },
  conflict: { status: 409, sentence: "Somebody changed this meanwhile. Reload and try again." },
  payload_too_large: { status: 413, sentence: "The body is larger than this address takes." },
  invalid: { status: 422, sentence: "Some fields are not valid. Nothing was changed." },
  rate_limited: {
    status: 429,
    sentence: "Too many requests. Wait a moment and try again.",
    retryable: true,
  },
  internal: {
    status: 500,
    sentence: "Something went wrong on our side. Nothing was changed; try again.",
    retryable: true,
  },
  unavailable: {
    status: 503,
    sentence: "The service cannot take this right now. Nothing was changed; try again.",
    retryable: true,
  },
} as const satisfies Record<string, ErrorSpec>;

export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Safe to show to the caller. */
  readonly details?: string;
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly retryAfterS?: number;
}

/**
 * A refusal: the request cannot be served, and the caller may know why. Outcomes of the rules (a loss, a
 * spent quota) are return values, and bugs are assertions; neither is an AppError.
 */
export class AppError extends Error {
  readonly code: string;
  readonly details: string | undefined;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  readonly retryAfterS: number | undefined;

  constructor(code: string, options: AppErrorOptions = {}) {
    super(options.details ?? code, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details;
    this.fields = options.fields ?? [];
    this.retryAfterS = options.retryAfterS;
  }
}

/** Marks a bug, never a user's mistake: the request or message fails, the process goes on. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
