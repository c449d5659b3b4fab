/** What a form gets back from an action. Plain data without a server import, so that components may name it. */
export type ActionResult<T = unknown> = ActionSuccess<T> | ActionFailure;

export interface ActionSuccess<T> {
  readonly ok: true;
  readonly value: T;
}

export interface ActionFailure {
  readonly ok: false;
  /** API, stable: branch on it. */
  readonly code: string;
  /** A sentence to show. */
  readonly message: string;
  /** One entry a refused field; `path` is written as conform names fields, e.g. `games[0].name`. */
  readonly fields: readonly FieldError[];
  readonly requestId: string;
  /** For conform's `lastResult`: the refused fields and what was typed, secrets left out. */
  readonly lastResult?: FormReply;
}

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface FormReply {
  readonly status?: "error" | "success";
  readonly initialValue?: Record<string, FormReplyValue> | null;
  readonly fields?: string[];
  readonly error?: Record<string, string[] | null>;
}

type FormReplyValue =
  | string
  | (FormReplyValue | undefined)[]
  | { [name: string]: FormReplyValue | undefined };

/**
 * A wrapped server action. Give it to `useActionState(action, null)`, or call it with FormData or a plain
 * object. It never throws a refusal: those come back as `ok: false`.
 */
export interface Action<Input, T> {
  (input: FormData | Input): Promise<ActionResult<T>>;
  (previous: ActionResult<T> | null, form: FormData): Promise<ActionResult<T>>;
}

/** The same action as a form sees it, through `useActionState`. */
export type FormAction<T> = (
  previous: ActionResult<T> | null,
  form: FormData,
) => Promise<ActionResult<T>>;
