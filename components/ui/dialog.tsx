"use client";

import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";

/** A sheet over the page. Esc and the backdrop close it; focus goes back where it came from. */
export function Dialog({
  title,
  isOpen,
  onOpenChange,
  children,
  size = "narrow",
  role = "dialog",
}: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
  readonly size?: "narrow" | "wide";
  readonly role?: "dialog" | "alertdialog";
}) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="fixed inset-0 z-50 flex items-start justify-center overflow-y-auto bg-[#0c0d16b3] p-4 pt-[10vh]"
    >
      <Modal
        className={cx(
          "enter w-full rounded-sheet border border-ink bg-sheet text-ink",
          size === "narrow" ? "max-w-[460px]" : "max-w-[760px]",
        )}
      >
        <AriaDialog role={role} className="flex flex-col gap-4 p-5 outline-none">
          <Heading slot="title" className="text-xl font-bold">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 pt-1">{children}</div>;
}
