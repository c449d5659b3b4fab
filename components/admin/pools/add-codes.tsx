"use client";

import { CsvUpload } from "#components/admin/pools/csv-upload.tsx";
import { GenerateCodes } from "#components/admin/pools/generate-codes.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { GenerateCodes as Generate } from "#lib/coupons/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

/** Codes from a file, from the clipboard, or made here. All three are checked before anything is stored. */
export function AddCodes({
  poolId,
  publicPoolId,
  generate,
}: {
  readonly poolId: string;
  readonly publicPoolId: string;
  readonly generate: Action<Generate, { readonly importId: string }>;
}) {
  return (
    <Sheet title="Where the codes come from" id="source">
      <Tabs
        label="Where the codes come from"
        choices={[
          {
            id: "file",
            label: "A file or a list",
            panel: <CsvUpload publicPoolId={publicPoolId} />,
          },
          {
            id: "generate",
            label: "Generate",
            panel: (
              <GenerateCodes poolId={poolId} publicPoolId={publicPoolId} generate={generate} />
            ),
          },
        ]}
      />
    </Sheet>
  );
}
