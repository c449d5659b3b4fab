import { Snippet } from "#components/admin/network/register-curl.tsx";
import { Sheet } from "#components/ui/sheet.tsx";

/** How the advertiser's system tells of what was bought. */
export function PostbackSheet({
  base,
  postbackKey,
}: {
  readonly base: string;
  readonly postbackKey: string;
}) {
  const address = `${base.replace(/\/$/, "")}/api/promotions/postback`;
  return (
    <Sheet title="Tell of conversions" id="postback">
      <p className="mb-2 text-sm text-ink-2">
        A click arrives with frolic_click in its address; send it back once somebody buys or signs
        up. Each reference counts once.
      </p>
      <Snippet
        text={`curl "${address}?key=${postbackKey}&click=FROLIC_CLICK&reference=ORDER_ID&value=12.50"`}
        what="the postback"
      />
    </Sheet>
  );
}
