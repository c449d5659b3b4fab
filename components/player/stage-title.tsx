/** The last word lights up, as on a painted sign. */
export function StageTitle({ title }: Readonly<{ title: string }>) {
  const cut = title.trimEnd().lastIndexOf(" ");
  return (
    <h1 className={title.length > 20 ? "long" : undefined}>
      {cut > 0 ? title.slice(0, cut + 1) : null}
      <em>{title.slice(cut + 1)}</em>
    </h1>
  );
}
