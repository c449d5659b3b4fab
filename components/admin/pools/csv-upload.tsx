"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { DropZone, FileTrigger } from "react-aria-components";
import { type CsvGuess, type CsvOptions, guessCsv } from "#components/admin/pools/csv-guess.ts";
import { CsvPreview } from "#components/admin/pools/csv-preview.tsx";
import { type Sending, sendCsv } from "#components/admin/pools/send-csv.ts";
import { Button } from "#components/ui/button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { ErrorNote } from "#components/ui/note.tsx";
import { TextArea } from "#components/ui/text-field.tsx";

/** Preview first, here in the browser; only then does anything leave it. */
export function CsvUpload({ publicPoolId }: { readonly publicPoolId: string }) {
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [guess, setGuess] = useState<CsvGuess | null>(null);
  const [pasted, setPasted] = useState("");
  const [sent, setSent] = useState<{ done: number; total: number } | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [arrived, setArrived] = useState(false);
  const sending = useRef<Sending | null>(null);

  const take = async (chosen: File) => {
    setRefusal(null);
    setFile(chosen);
    setGuess(await guessCsv(chosen));
  };
  const upload = async (options: CsvOptions) => {
    if (!file) return;
    setRefusal(null);
    setSent({ done: 0, total: file.size });
    const run = sendCsv(publicPoolId, file, options, setSent);
    sending.current = run;
    const answer = await run.answer;
    if (!answer.ok) {
      setSent(null);
      return setRefusal(answer.message);
    }
    // The upload stays on the screen until its report has come: the preview would ask to upload again.
    setArrived(true);
    router.push(`/pools/${publicPoolId}/import?import=${answer.importId}`);
  };

  if (sent) {
    return (
      <div className="flex flex-col items-start gap-3" role="status">
        <p>
          {arrived
            ? "Uploaded. The check is on its way…"
            : `Uploading ${megabytes(sent.done)} of ${megabytes(sent.total)} MB`}
        </p>
        <Meter
          share={sent.total ? sent.done / sent.total : 0}
          label={`${Math.round((100 * sent.done) / Math.max(1, sent.total))} % uploaded`}
          className="w-full max-w-96"
        />
        {arrived ? null : <Button onPress={() => sending.current?.cancel()}>Cancel</Button>}
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {refusal ? <ErrorNote sentence={refusal} details="No code was stored." /> : null}
      {file && guess ? (
        <CsvPreview
          file={file}
          guess={guess}
          key={guess.delimiter}
          onDelimiter={(delimiter) => void guessCsv(file, delimiter).then(setGuess)}
          onUpload={(options) => void upload(options)}
          onBack={() => setFile(null)}
        />
      ) : (
        <>
          <DropZone
            onDrop={(event) => {
              const found = event.items.find((each) => each.kind === "file");
              if (found) void found.getFile().then(take);
            }}
            className="flex flex-col items-start gap-3 border border-dashed border-rule-2 p-6 drop-target:bg-link-bg"
          >
            <p>
              Drop a CSV or text file here: one code a row, in any column. Up to 2,000,000 rows.
            </p>
            <FileTrigger
              acceptedFileTypes={[".csv", ".txt", "text/csv", "text/plain"]}
              onSelect={(files) => {
                const chosen = files?.[0];
                if (chosen) void take(chosen);
              }}
            >
              <Button>Choose a file</Button>
            </FileTrigger>
          </DropZone>
          <TextArea
            label="Or paste codes"
            hint="One a line."
            rows={5}
            mono
            value={pasted}
            onChange={setPasted}
          />
          <div>
            <Button
              isDisabled={pasted.trim() === ""}
              onPress={() => void take(new File([pasted], "pasted.txt", { type: "text/plain" }))}
            >
              Look at them
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
