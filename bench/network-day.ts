// `npm run bench -- network-day --json`: a day of the promotion network on a virtual clock, with outages; first with as
// many promotions as the posts of the promo servers can carry, then with twice as many. Arguments: --servers 500.

import { parseArgs } from "node:util";
import { type DayReport, NetworkDay } from "#lib/testing/network-day.ts";

const { values } = parseArgs({
  options: {
    servers: { type: "string", default: "500" },
    seed: { type: "string", default: "4" },
    json: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
  },
});

function day(times: number, outages: boolean): DayReport {
  const setting = { servers: Number(values.servers), times, seed: Number(values.seed), outages };
  return new NetworkDay(setting, () => performance.now()).run();
}

const zero = (name: string, measured: number) => ({
  ...{ name, asked: "= 0", measured, holds: measured === 0 },
});

function acceptance(name: string, report: DayReport) {
  return [
    zero(`${name}: promotions with fewer exposures than promised`, report.broken.length),
    zero(`${name}: batches above the maximum of their promo server`, report.overCap),
    zero(`${name}: posts before their pause was over`, report.tooSoon),
  ];
}

const once = day(1, true);
const twice = day(2, true);
const short = ({ broken, ...rest }: DayReport) => ({ ...rest, broken: broken.length });
const figures = { once: short(once), twice: short(twice) };
const lines = [...acceptance("as many as fit", once), ...acceptance("twice as many", twice)];
process.stdout.write(`${JSON.stringify({ acceptance: lines, figures })}\n`);
