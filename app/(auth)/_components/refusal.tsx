"use client";

import { Alert } from "@/app/_ui/alert";

/** Why the form was not taken, over its button. */
export function Refusal({ text }: { text: string | undefined }) {
  return (
    <div aria-live="polite" className="empty:hidden">
      {text && <Alert tone="danger">{text}</Alert>}
    </div>
  );
}
