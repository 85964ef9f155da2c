"use client";

import { useCallback } from "react";
import { signOut } from "@/app/(auth)/actions";

/** Signs this browser out and loads the way in anew: nothing of this person stays in the tab. */
export function useSignOut(): () => void {
  return useCallback(() => {
    void signOut().finally(() => window.location.assign("/login"));
  }, []);
}
