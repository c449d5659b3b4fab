import type { ReactNode } from "react";
import "../globals.css";

export default function SetupLayout({ children }: Readonly<{ children: ReactNode }>) {
  return children;
}
