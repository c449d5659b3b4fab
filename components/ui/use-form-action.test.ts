import { expect, it } from "vitest";
import { typedReply } from "#components/ui/use-form-action.ts";

it("keeps what was typed into a form, but nothing secret", () => {
  const form = new FormData();
  for (const name of ["email", "password", "currentPassword", "token", "code"])
    form.set(name, name);
  form.set("logo", new File(["x"], "logo.png"));
  expect(typedReply(form).initialValue).toEqual({ email: "email" });
});
