import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { confirmCode, logIn } from "#app/login/actions.ts";
import { FrontDoor } from "#components/identity/front-door.tsx";
import { CodeForm, LoginForm } from "#components/identity/login-form.tsx";
import { currentUser } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ step?: string }>;
}) {
  if (await currentUser()) redirect("/");
  const { step } = await searchParams;
  if (step !== "code") {
    return (
      <FrontDoor title="Sign in">
        <LoginForm act={logIn} />
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title="One more step">
      <CodeForm act={confirmCode} />
      <p className="mt-4 text-sm">
        <Link className="link" href="/login">
          Start again
        </Link>
      </p>
    </FrontDoor>
  );
}
