import Image from "next/image";

/** The winning face in small: logo, or monogram on the brand's colour. */
export function BrandMark({
  brand,
}: {
  readonly brand: {
    readonly id: string;
    readonly monogram: string;
    readonly color: string;
    readonly hasLogo: boolean;
  };
}) {
  if (brand.hasLogo) {
    const src = `/api/brands/${brand.id}/logo`;
    return <Image src={src} alt="" width={28} height={28} className="size-7 object-contain" />;
  }
  return (
    <span
      aria-hidden="true"
      className="grid size-7 shrink-0 place-items-center rounded-full bg-night font-display text-xs font-black text-bulb"
    >
      {brand.monogram}
    </span>
  );
}
