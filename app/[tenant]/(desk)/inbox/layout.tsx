import "./inbox.css";
import { type ReactNode, Suspense } from "react";
import { Inbox } from "./_components/inbox";

/** The inbox is one screen with many addresses: it stays while they change, and the pages below it are empty. */
export default function InboxLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Inbox />
      {children}
    </Suspense>
  );
}
