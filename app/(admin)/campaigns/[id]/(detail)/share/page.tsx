import type { Metadata } from "next";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { QrDownloads } from "#components/admin/campaigns/qr-downloads.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Note } from "#components/ui/note.tsx";
import { QrCode, qrShape } from "#components/ui/qr-code.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Share · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignSharePage({ params }: Props) {
  const campaign = await loadCampaign((await params).id);
  const { env } = await webRuntime();
  const link = new URL(`/p/${campaign.slug}`, env.BASE_URL).href;
  const embed = new URL(`/embed/${campaign.slug}`, env.BASE_URL).href;
  const frame = `<iframe src="${embed}" title="${campaign.name.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="100%" height="760" style="border:0"></iframe>`;
  const shape = qrShape(link);
  const isDraft = campaign.state === "draft";
  return (
    <div className="mt-5 flex flex-col gap-[22px]">
      {isDraft ? (
        <Note>
          The link works from the moment the campaign is published. You can print it already.
        </Note>
      ) : null}
      <div className="grid gap-[22px] md:grid-cols-2">
        <Sheet title="Link" id="link">
          <div className="flex flex-wrap items-center gap-3">
            <a className="link break-all" href={link}>
              {link}
            </a>
            <CopyButton text={link} what="the players' link" />
          </div>
          <p className="mt-3 text-ink-2">
            It opens the live game that ends first; before the start it counts down.
          </p>
        </Sheet>
        <Sheet title="QR code" id="qr">
          <div className="flex flex-wrap items-start gap-4">
            <div className="size-44 border border-rule">
              <QrCode shape={shape} label={`QR code of ${link}`} />
            </div>
            <QrDownloads shape={shape} name={campaign.slug} />
          </div>
        </Sheet>
      </div>
      <Sheet title="On your own site" id="embed">
        {campaign.doc.rules.embedDomains.length === 0 ? (
          <p>
            No site may embed this game yet. Add yours under Rules in the editor, then this line
            works:
          </p>
        ) : (
          <p>Works on {campaign.doc.rules.embedDomains.join(", ")}:</p>
        )}
        <div className="mt-2 flex flex-wrap items-start gap-3">
          <code className="min-w-0 flex-1 bg-sunk p-3 text-sm break-all">{frame}</code>
          <CopyButton text={frame} what="the frame's code" />
        </div>
      </Sheet>
    </div>
  );
}
