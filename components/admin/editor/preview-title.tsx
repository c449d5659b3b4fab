/** The last word takes the colour of the bulbs, as on the sign. */
export function PreviewTitle({ title, bulb }: { readonly title: string; readonly bulb: string }) {
  const words = title.trim().split(/\s+/);
  const last = words.length > 1 ? words.at(-1) : undefined;
  const head = last ? words.slice(0, -1).join(" ") : title;
  return (
    <p className="title text-3xl leading-[.86] text-cream">
      {head} {last ? <span style={{ color: bulb }}>{last}</span> : null}
    </p>
  );
}
