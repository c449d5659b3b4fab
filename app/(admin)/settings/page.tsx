import { redirect } from "next/navigation";
import { requireActor } from "#lib/http/next/session.ts";

export default async function SettingsPage() {
  const actor = await requireActor("admin", "marketer");
  redirect(actor.role === "admin" ? "/settings/people" : "/settings/profile");
}
