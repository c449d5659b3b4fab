import { stepTexts, verifyTexts } from "#components/fairness/verify-texts.ts";
import type { CheckedStep } from "#lib/plays/proof/check-play.ts";

const marks = { right: "✓", wrong: "✗", open: "–" } as const;

/** Each step of a check: what it says, and on opening what went in and what came out. */
export function CheckSteps({ steps }: Readonly<{ steps: readonly CheckedStep[] }>) {
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step.name} data-state={step.state}>
          <details open={step.state === "wrong"}>
            <summary>
              <span className="step-mark" aria-hidden="true">
                {marks[step.state]}
              </span>
              <span>{stepTexts[step.name].title}</span>
              <span className="step-state">{verifyTexts[step.state]}</span>
            </summary>
            <p>{stepTexts[step.name].words}</p>
            {step.state === "open" ? <p>{openWords(step)}</p> : null}
            <dl className="step-values">
              <Value label={verifyTexts.input} text={step.input} />
              <Value label={verifyTexts.computed} text={step.computed} />
              {step.name === "leaf" ? null : (
                <Value label={verifyTexts.claimed} text={step.claimed} />
              )}
            </dl>
          </details>
        </li>
      ))}
    </ol>
  );
}

function openWords({ name }: CheckedStep): string {
  return name === "chain" ? verifyTexts.openChain : verifyTexts.openSignature;
}

function Value({ label, text }: Readonly<{ label: string; text: string }>) {
  if (text === "") return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code>{text}</code>
      </dd>
    </>
  );
}
