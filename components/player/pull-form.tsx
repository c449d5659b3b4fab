import type { FormEvent } from "react";
import { GateFields } from "#components/player/gate.tsx";
import type { Phase } from "#components/player/player-state.ts";
import type { ButtonView } from "#components/player/player-view.ts";
import { texts } from "#components/player/texts.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

interface PullFormProps {
  readonly page: PlayerPage;
  /** Where the form without script comes back to. */
  readonly path: string;
  readonly phase: Phase;
  readonly button: ButtonView;
  /** The ticket's ways to be kept are unfolded. */
  readonly open: boolean;
  /** Reveal was pressed; the reels are on their way. */
  readonly hurried: boolean;
  readonly onPress: () => void;
  /** Another pull beside the ticket just won; undefined when none is left. */
  readonly onAgain: (() => void) | undefined;
}

/** The one big button. A form, so that it pulls before or without any script. */
export function PullForm(props: PullFormProps) {
  const { page, phase, button, open, hurried, onAgain } = props;
  const isLanding = button.action === "hurry" && hurried;
  const press = (event: FormEvent) => {
    event.preventDefault();
    props.onPress();
  };
  const label = isLanding ? texts.landing : open ? texts.done : button.label;
  return (
    <form className="act" method="post" action="/api/plays" onSubmit={press} data-open={open}>
      <input type="hidden" name="gameId" value={page.game.id} />
      <input type="hidden" name="back" value={props.path} />
      {phase === "gate" ? <GateFields age={page.minimumAge} consent={page.consentText} /> : null}
      <button
        className="go"
        type="submit"
        aria-disabled={button.action === "none" || isLanding}
        {...(button.action === "save" ? { "aria-expanded": open } : {})}
      >
        {label}
      </button>
      {onAgain ? (
        <button className="small" type="button" onClick={onAgain}>
          {texts.pullAgain}
        </button>
      ) : null}
    </form>
  );
}
