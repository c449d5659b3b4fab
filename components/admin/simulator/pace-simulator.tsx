"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { ModeResult } from "#components/admin/simulator/mode-result.tsx";
import {
  runSimulation,
  type SimulationOutcome,
  type SimulationProgress,
  SimulationRefused,
} from "#components/admin/simulator/run-simulation.ts";
import type { SimulatorProps } from "#components/admin/simulator/simulator-contract.ts";
import { type TrafficChoice, TrafficFields } from "#components/admin/simulator/traffic-fields.tsx";
import { resampled } from "#components/charts/curve-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { ErrorNote } from "#components/ui/note.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { TrafficInput } from "#lib/analytics/simulation-contract.ts";
import type { PacingMode } from "#lib/campaigns/pacing-contract.ts";

const modes: readonly PacingMode[] = ["smooth", "moments", "slot", "odds", "hybrid"];

function trafficOf(choice: TrafficChoice): TrafficInput | null {
  const { kind, pattern, points, plays, gameId } = choice;
  if (kind === "pattern") return { kind, pattern, plays };
  if (kind === "drawn") return { kind, points: [...points], plays };
  return gameId === null ? null : { kind, gameId };
}

/** Before anybody plays: the same engine over the traffic somebody expects, in every mode. */
export function PaceSimulator(props: SimulatorProps) {
  const { game, campaignId, pastGames, isDraft } = props;
  const router = useRouter();
  const budget = game.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  const [traffic, setTraffic] = useState<TrafficChoice>({
    kind: "pattern",
    pattern: "constant",
    points: resampled([{ at: 0, rate: 50 }], 7),
    gameId: pastGames[0]?.gameId ?? null,
    plays: Math.min(200_000, game.expectedPlays || Math.max(1_000, Math.min(50_000, budget * 20))),
  });
  const [plan, setPlan] = useState<"document" | "traffic">("document");
  const [phi, setPhi] = useState(0.8);
  const [progress, setProgress] = useState<SimulationProgress | null>(null);
  const [outcome, setOutcome] = useState<SimulationOutcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [taking, setTaking] = useState<PacingMode | null>(null);
  const running = useRef<AbortController | null>(null);
  const [from, to] = [Date.parse(game.startsAt), Date.parse(game.endsAt)];
  const wordsAt = (at: number) => formatWeekdayTime(from + at * (to - from), game.zone);

  const run = async () => {
    const input = trafficOf(traffic);
    if (!input) return setProblem("Choose the earlier game.");
    const stop = new AbortController();
    running.current = stop;
    setProblem(null);
    setProgress({ done: 0, total: 1 });
    const order = { campaignId, gameId: game.id, traffic: input, plan, phi, seeds: 12 };
    try {
      setOutcome(await runSimulation({ ...order, modes: [...modes] }, stop.signal, setProgress));
    } catch (error) {
      if (stop.signal.aborted) toast.done("The simulation was cancelled.");
      else if (error instanceof SimulationRefused) setProblem(error.message);
      else setProblem("The server cannot be reached. Nothing was changed.");
    }
    setProgress(null);
  };
  const take = async (mode: PacingMode, { plan: used, expectedPlays }: SimulationOutcome) => {
    setTaking(mode);
    const { kind, past } = used;
    const answer = await callAction(
      props.takePlan({
        ...{ campaignId, docVersion: props.docVersion, gameId: game.id, mode, expectedPlays },
        plan: { kind, past: past && { ...past, traffic: [...past.traffic] } },
      }),
    );
    setTaking(null);
    if (!answer.ok) return setProblem(answer.fields[0]?.message ?? answer.message);
    toast.done(`The draft of ${game.name} uses this plan now.`);
    router.refresh();
  };
  const isBusy = progress !== null;
  return (
    <div className="flex flex-col gap-[22px]">
      <Sheet title="Pace simulator" id="simulator">
        <div className="grid items-start gap-6 md:grid-cols-2">
          <TrafficFields
            traffic={traffic}
            change={setTraffic}
            pastGames={pastGames}
            wordsAt={wordsAt}
            isDisabled={isBusy}
          />
          <div className="flex flex-col gap-4">
            <RadioGroup
              label="Plan"
              isDisabled={isBusy}
              value={plan}
              onChange={(value) => setPlan(value === "traffic" ? "traffic" : "document")}
              choices={[
                { value: "document", label: isDraft ? "As in the draft" : "As published" },
                {
                  value: "traffic",
                  label: "By this traffic",
                  hint: "More prizes when more people come, so that odds stay alike.",
                },
              ]}
            />
            {plan === "traffic" ? (
              <NumberField
                label="How much the traffic counts"
                isDisabled={isBusy}
                value={phi}
                onChange={(value) => setPhi(Number.isNaN(value) ? 0.8 : value)}
                minValue={0}
                maxValue={1}
                step={0.05}
                formatOptions={{ style: "percent" }}
              />
            ) : null}
            <div className="flex flex-wrap items-center gap-3">
              {isBusy ? (
                <Button onPress={() => running.current?.abort()}>Cancel</Button>
              ) : (
                <Button look="primary" onPress={() => void run()}>
                  Simulate all modes
                </Button>
              )}
              {progress ? <Progress {...progress} /> : null}
            </div>
            <p className="text-sm text-ink-2">
              Twelve runs a mode with the product's own engine. Nothing is saved and no coupon is
              touched.
            </p>
            {problem ? <ErrorNote sentence={problem} /> : null}
          </div>
        </div>
      </Sheet>
      {outcome ? (
        <section aria-label="Result of the simulation" className="flex flex-col gap-[22px]">
          <div className="grid items-start gap-[22px] md:grid-cols-2 xl:grid-cols-3">
            {outcome.modes.map((result) => (
              <ModeResult
                key={result.mode}
                result={result}
                game={game}
                oddsTop={topOdds(outcome)}
                use={
                  isDraft
                    ? {
                        act: () => void take(result.mode, outcome),
                        isPending: taking === result.mode,
                      }
                    : null
                }
              />
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}

function topOdds({ modes: results }: SimulationOutcome): number {
  return Math.max(0, ...results.flatMap(({ odds }) => odds.map((each) => each ?? 0)));
}

function Progress({ done, total }: SimulationProgress) {
  const share = total > 0 ? done / total : 0;
  return (
    <div className="flex items-center gap-2">
      <progress
        aria-label="Simulating"
        value={share}
        max={1}
        className="h-2 w-40 appearance-none border border-rule-2 bg-sunk [&::-webkit-progress-bar]:bg-sunk [&::-webkit-progress-value]:bg-c1"
      />
      <span className="text-sm text-ink-2 tabular-nums">
        {done} of {total} runs
      </span>
    </div>
  );
}
