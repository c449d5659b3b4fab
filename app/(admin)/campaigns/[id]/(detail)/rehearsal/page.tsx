import type { Metadata } from "next";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { DrillReports } from "#components/admin/rehearsal/drill-reports.tsx";
import { DrillForm, EndButton } from "#components/admin/rehearsal/rehearsal-controls.tsx";
import { StartForm } from "#components/admin/rehearsal/start-form.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatClock } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { QrCode, qrShape } from "#components/ui/qr-code.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listDraws } from "#lib/plays/draw-log.ts";
import type { RehearsalView } from "#lib/rehearsal/contract.ts";
import { readDrills } from "#lib/rehearsal/drills.ts";
import { readRehearsal } from "#lib/rehearsal/run-rehearsal.ts";
import { cancel, drill, end, start } from "./actions.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Rehearsal · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignRehearsalPage({ params }: Props) {
  const campaign = await loadCampaign((await params).id);
  const [actor, { database, env }] = await Promise.all([
    requireActor("admin", "marketer"),
    webRuntime(),
  ]);
  const of = { campaignId: campaign.id };
  const [rehearsal, drills] = await Promise.all([
    readRehearsal(database.sql, actor, of),
    readDrills(database.sql, actor, of),
  ]);
  const isStaged = campaign.state === "draft" || campaign.state === "scheduled";
  const games = campaign.doc.games.map(({ id, name }) => ({ id, label: name }));
  return (
    <div className="mt-5 flex flex-col gap-[22px]">
      {isStaged || rehearsal ? null : (
        <Note>This campaign is past its start. Rehearsals are for what is still to come.</Note>
      )}
      {!rehearsal && isStaged ? (
        <Sheet title="Start a rehearsal" id="start">
          <p className="mb-3 max-w-prose">
            Plays the game as it stands, with the real machinery and test codes that begin with
            TEST. Nothing of it counts: no real code is touched, no report knows of it, and the
            commitment of the real game stays as it is. All of it is wiped when you end it, or when
            the campaign goes live.
          </p>
          <p className="mb-3 max-w-prose">
            Its time is pressed into the minutes you choose: limits, moments and the plan come that
            much sooner, in the same order. Hours in which the game is closed are left out.
          </p>
          <StartForm campaignId={campaign.id} games={games} start={start} />
        </Sheet>
      ) : null}
      {rehearsal ? (
        <>
          <Running
            rehearsal={rehearsal}
            link={new URL(`/p/${rehearsal.slug}`, env.BASE_URL).href}
            timeZone={campaign.timeZone}
            end={<EndButton campaignId={campaign.id} plays={rehearsal.plays} end={end} />}
          />
          <Sheet title="Stampede drill" id="drill">
            <p className="mb-3 max-w-prose">
              Sends virtual players to the rehearsal through the public address, all within a few
              seconds. Run it on the machine that will carry the campaign, when nobody else needs
              it.
            </p>
            <DrillForm campaignId={campaign.id} drill={drill} />
          </Sheet>
          <LatestPlays
            timeZone={campaign.timeZone}
            rows={
              (
                await listDraws(database.sql, actor, {
                  campaignId: rehearsal.rehearsalId,
                  limit: 10,
                })
              ).rows
            }
          />
        </>
      ) : null}
      <DrillReports drills={drills} timeZone={campaign.timeZone} cancel={cancel} />
    </div>
  );
}

function Running({
  rehearsal,
  link,
  timeZone,
  end,
}: {
  readonly rehearsal: RehearsalView;
  readonly link: string;
  readonly timeZone: string;
  readonly end: React.ReactNode;
}) {
  const figures: readonly (readonly [string, React.ReactNode])[] = [
    ["Game", rehearsal.gameName],
    ["Until", formatClock(rehearsal.endsAt, timeZone)],
    ["Plays", `${rehearsal.plays}, ${rehearsal.decided} decided`],
    ["Won", `${rehearsal.won} of ${rehearsal.total}`],
    ["Test codes", rehearsal.testCodes],
    ["For the command line", <code key="id">{rehearsal.gameId}</code>],
  ];
  return (
    <Sheet title="Rehearsal" id="rehearsal" aside={end}>
      {rehearsal.state === "ended" ? (
        <Note>Its time is over. End it to start another one.</Note>
      ) : null}
      <div className="mt-2 grid gap-5 md:grid-cols-[minmax(0,1fr)_176px]">
        <div>
          <p className="mb-2 flex flex-wrap items-center gap-3">
            <a className="link break-all" href={link} target="_blank" rel="noopener">
              {link}
            </a>
            <CopyButton text={link} what="the secret link of the rehearsal" />
          </p>
          <p className="mb-3 text-ink-2">Whoever has this link can play. Keep it among you.</p>
          <DefinitionList rows={figures} />
        </div>
        <div className="size-44 border border-rule">
          <QrCode shape={qrShape(link)} label="QR code of the rehearsal's link" />
        </div>
      </div>
    </Sheet>
  );
}

function LatestPlays({
  rows,
  timeZone,
}: {
  readonly rows: Awaited<ReturnType<typeof listDraws>>["rows"];
  readonly timeZone: string;
}) {
  if (rows.length === 0) return null;
  return (
    <Sheet title="Latest plays of the rehearsal" id="plays">
      <ul>
        {rows.map((row) => (
          <li
            key={row.playId}
            className="flex justify-between gap-3 border-b border-rule py-1 last:border-b-0"
          >
            <span>{formatClock(row.decidedAt, timeZone)}</span>
            <span>{row.outcome === "WIN" ? (row.prizeName ?? "Won") : "No coupon"}</span>
            <span className="text-ink-2">chance {(row.chance * 100).toFixed(2)} %</span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
