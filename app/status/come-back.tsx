"use client";

import { useCallback, useEffect } from "react";
import { DatabaseAway } from "../_shell/database-away";
import { useRecovery } from "../_ui/use-recovery";

/** Asks for the page again once the database is back. */
export function ComeBack() {
  const again = useCallback(() => {
    if (window.location.pathname === "/status") window.location.replace("/");
    else window.location.reload();
  }, []);
  const { state, ask } = useRecovery(again);
  // It may have come back while this page was on its way.
  useEffect(() => {
    if (state === "well") again();
  }, [state, again]);
  return <DatabaseAway onLook={ask} />;
}
