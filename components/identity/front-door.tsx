import type { ReactNode } from "react";

/** The room before the rooms: one sheet, one thing to do. */
export function FrontDoor({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <main
      id="main"
      className="mx-auto flex min-h-dvh w-full max-w-[440px] flex-col justify-center px-4 py-10"
    >
      <p className="mb-6 font-display text-3xl leading-none font-black tracking-[-.02em] font-stretch-[125%]">
        Frolic
      </p>
      <div className="sheet">
        <h1 tabIndex={-1} className="title mb-4 text-2xl">
          {title}
        </h1>
        {children}
      </div>
    </main>
  );
}
