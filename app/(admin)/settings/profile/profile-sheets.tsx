import {
  beginTotp,
  endOtherSessions,
  endTotp,
  finishTotp,
  savePassword,
  saveProfile,
} from "#app/(admin)/settings/profile/actions.ts";
import { PasswordForm, ProfileForm, SessionsForm } from "#components/identity/profile-forms.tsx";
import { TotpForms } from "#components/identity/totp-forms.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { SignedIn } from "#lib/identity/find-session.ts";

/** The same for staff and brand people: each edits only their own. */
export function ProfileSheets({ user }: { readonly user: SignedIn }) {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Sheet title="You" id="you">
        <p className="mb-4 break-words text-ink-2">{user.email}</p>
        <ProfileForm act={saveProfile} name={user.name} timeZone={user.timeZone} />
      </Sheet>
      <Sheet title="Password" id="password">
        <PasswordForm act={savePassword} />
      </Sheet>
      <Sheet title="Second factor" id="second-factor">
        <TotpForms
          enabled={user.twoFactorEnabled}
          begin={beginTotp}
          finish={finishTotp}
          end={endTotp}
        />
      </Sheet>
      <Sheet title="Other devices" id="other-devices">
        <SessionsForm act={endOtherSessions} />
      </Sheet>
    </div>
  );
}
