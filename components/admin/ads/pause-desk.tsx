import { PressButton } from "#components/admin/ads/press-button.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

/** Stops and starts the taking of ads by all workers; submissions go on. */
export function PauseDesk({
  isPaused,
  pause,
}: {
  readonly isPaused: boolean;
  readonly pause: Action<{ isPaused: boolean }, void>;
}) {
  return isPaused ? (
    <PressButton act={pause} input={{ isPaused: false }} said="The desk goes on.">
      Resume
    </PressButton>
  ) : (
    <PressButton
      act={pause}
      input={{ isPaused: true }}
      said="The desk is paused; what is under way is finished."
    >
      Pause
    </PressButton>
  );
}
