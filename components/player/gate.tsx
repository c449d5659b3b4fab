import { texts } from "#components/player/texts.ts";

/** The confirmations a game asks for; checkboxes the browser itself insists on, with or without script. */
export function GateFields({ age, consent }: Readonly<{ age: number; consent: string }>) {
  return (
    <fieldset className="gate">
      <legend>{texts.gateTitle}</legend>
      {age > 0 ? (
        <label>
          <input type="checkbox" name="age" required /> <span>{texts.gateAge(age)}</span>
        </label>
      ) : null}
      {consent ? (
        <label>
          <input type="checkbox" name="consent" required /> <span>{consent}</span>
        </label>
      ) : null}
    </fieldset>
  );
}
