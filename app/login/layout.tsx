import type { ReactNode } from "react";
import "../globals.css";

export default function LoginLayout({ children }: Readonly<{ children: ReactNode }>) {
  return children;
}
