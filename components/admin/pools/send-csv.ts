import { type CsvOptions, delimiterNames } from "#components/admin/pools/csv-guess.ts";

export type SendAnswer =
  | { readonly ok: true; readonly importId: string }
  | { readonly ok: false; readonly message: string };

export interface Sending {
  readonly answer: Promise<SendAnswer>;
  cancel(): void;
}

/** Streams the file to the server as it is. An XHR, because only that tells how much has gone out. */
export function sendCsv(
  publicPoolId: string,
  file: File,
  { delimiter, hasHeader, column }: CsvOptions,
  onProgress: (progress: { done: number; total: number }) => void,
): Sending {
  const query = new URLSearchParams({
    poolId: publicPoolId,
    fileName: file.name,
    delimiter: delimiterNames[delimiter],
    hasHeader: String(hasHeader),
    column: String(column),
  });
  const request = new XMLHttpRequest();
  const answer = new Promise<SendAnswer>((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress({ done: loaded, total });
    request.onload = () => resolve(readAnswer(request));
    request.onabort = () => resolve({ ok: false, message: "The upload was cancelled." });
    request.onerror = () =>
      resolve({ ok: false, message: "The connection broke off. Try the upload again." });
    request.open("POST", `/api/imports?${query}`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "text/csv");
    request.send(file);
  });
  return { answer, cancel: () => request.abort() };
}

function readAnswer({ status, response }: XMLHttpRequest): SendAnswer {
  const body = (response ?? {}) as { importId?: string; detail?: string };
  if (status === 202 && body.importId) return { ok: true, importId: body.importId };
  return { ok: false, message: body.detail ?? "The server refused the file. Try it again." };
}
