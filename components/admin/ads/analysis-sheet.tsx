import { wordingName } from "#components/admin/ads/ad-words.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp, type StampState } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { AdAnalysis, Finding, VariantAnalysis } from "#lib/ads/analysis/analysis.ts";
import type { AdInput } from "#lib/ads/contract.ts";

const severityStamps: Readonly<Record<Finding["severity"], StampState>> = {
  good: "ok",
  info: "scheduled",
  warn: "warn",
  bad: "bad",
};
const severityWords: Readonly<Record<Finding["severity"], string>> = {
  good: "Good",
  info: "Note",
  warn: "Mind",
  bad: "Problem",
};

function pointsWords(points: number): string {
  return points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0";
}

/** The formula, then every wording side by side, each finding with what it rests on. */
export function AnalysisSheet({
  analysis,
  input,
}: {
  readonly analysis: AdAnalysis;
  readonly input: AdInput;
}) {
  const { variants, formula, rulesVersion, opinion } = analysis;
  const wordings = [input, ...input.variants];
  const best = Math.max(...variants.map(({ score }) => score));
  return (
    <Sheet title="Analysis" id="analysis">
      <p className="text-sm text-ink-2">
        Score: {formula} Rules version {rulesVersion}.
      </p>
      <div
        className={
          variants.length > 1 ? "mt-4 grid items-start gap-[22px] lg:grid-cols-2" : "mt-4 grid"
        }
      >
        {variants.map((variant) => (
          <Wording
            key={variant.variant}
            variant={variant}
            title={wordings[variant.variant]?.title ?? ""}
            isNamed={variants.length > 1}
            isBest={variants.length > 1 && variant.score === best}
          />
        ))}
      </div>
      {opinion ? (
        <div className="mt-4 border-l-4 border-rule pl-3">
          <p className="text-sm text-ink-2">
            Second opinion, {opinion.model}. It does not change the score.
          </p>
          <p className="break-words whitespace-pre-wrap">{opinion.answer}</p>
        </div>
      ) : null}
    </Sheet>
  );
}

function Wording({
  variant,
  title,
  isNamed,
  isBest,
}: {
  readonly variant: VariantAnalysis;
  readonly title: string;
  readonly isNamed: boolean;
  readonly isBest: boolean;
}) {
  const { score, findings, figures, entities } = variant;
  const name = wordingName(variant.variant);
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {isNamed ? <h3 className="font-semibold">Wording {name}</h3> : null}
        <span className="text-2xl leading-none font-bold font-stretch-[80%]">
          {Math.round(score)}
        </span>
        <span className="text-sm text-ink-2">of 100</span>
        <Meter share={score / 100} label={`Score ${Math.round(score)} of 100`} />
        {isBest ? <Stamp state="ok" word="Best" /> : null}
      </div>
      {isNamed ? <p className="mt-1 text-sm break-words">{title}</p> : null}
      <p className="mt-1 text-sm text-ink-2">
        {figures.words ?? 0} words · {figures.sentences ?? 0} sentences · reading ease{" "}
        {figures.readingEase ?? 0} · sentiment {figures.sentiment ?? 0}
        {entities.length > 0
          ? ` · ${entities.map(({ text, type }) => `${text} (${type.toLowerCase()})`).join(", ")}`
          : ""}
      </p>
      <Table label={isNamed ? `Findings of wording ${name}` : "Findings"}>
        <thead>
          <tr>
            <th scope="col">Finding</th>
            <th scope="col" className="max-sm:hidden">
              Evidence
            </th>
            <th scope="col" className="n">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <tr key={finding.kind + finding.sentence}>
              <td>
                <span className="flex flex-col items-start gap-x-3 gap-y-1 sm:flex-row sm:items-center">
                  <span className="shrink-0 sm:w-28">
                    <Stamp
                      state={severityStamps[finding.severity]}
                      word={severityWords[finding.severity]}
                    />
                  </span>
                  <span>{finding.sentence}</span>
                  {finding.evidence.length > 0 ? (
                    <span className="text-sm text-ink-2 [overflow-wrap:anywhere] sm:hidden">
                      {finding.evidence.join(" · ")}
                    </span>
                  ) : null}
                </span>
              </td>
              <td className="text-sm text-ink-2 [overflow-wrap:anywhere] max-sm:hidden">
                {finding.evidence.join(" · ") || "–"}
              </td>
              <td className="n">{pointsWords(finding.points)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
