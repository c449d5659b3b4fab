import type { Metadata } from "next";
import "./globals.css";

export const metadata: Metadata = { title: "Not found" };

/** For addresses outside every room. */
export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-[560px] flex-col gap-4 px-4 py-16">
      <h1 className="title text-4xl">Not found</h1>
      <p>There is nothing at this address. Check it for a typing error.</p>
      <p>
        <a className="link" href="/">
          To the front page
        </a>
      </p>
    </main>
  );
}
