import type {
  Simulate,
  SimulatedMode,
  SimulationMessage,
} from "#lib/analytics/simulation-contract.ts";

export interface SimulationProgress {
  readonly done: number;
  readonly total: number;
}

export interface SimulationOutcome {
  readonly modes: readonly SimulatedMode[];
  readonly plan: Extract<SimulationMessage, { kind: "done" }>["plan"];
  readonly expectedPlays: number;
}

/** What went wrong, as the person who pressed the button may read it. */
export class SimulationRefused extends Error {
  override readonly name = "SimulationRefused";
}

async function refusalOf(response: Response): Promise<string> {
  const problem: unknown = await response.json().catch(() => null);
  if (typeof problem !== "object" || problem === null) return "The simulation did not start.";
  const { detail, title, fields } = problem as Record<string, unknown>;
  const first: unknown = Array.isArray(fields) ? fields[0]?.message : undefined;
  return [first, detail, title].find((text) => typeof text === "string") ?? "It did not start.";
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
}

/** Runs on the server and tells how far it is. Aborting the signal ends it there as well. */
export async function runSimulation(
  order: Simulate,
  signal: AbortSignal,
  onProgress: (progress: SimulationProgress) => void,
): Promise<SimulationOutcome> {
  const response = await fetch("/api/simulations", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(order),
    signal,
  });
  if (!response.ok || !response.body) throw new SimulationRefused(await refusalOf(response));
  const modes: SimulatedMode[] = [];
  for await (const line of linesOf(response.body)) {
    const message = JSON.parse(line) as SimulationMessage;
    if (message.kind === "progress") onProgress(message);
    else if (message.kind === "mode") modes.push(message.mode);
    else if (message.kind === "done") {
      return { modes, plan: message.plan, expectedPlays: message.expectedPlays };
    }
  }
  throw new SimulationRefused("The connection ended before the result came. Nothing was changed.");
}
