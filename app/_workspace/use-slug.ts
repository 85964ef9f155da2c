"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";

/** The value, once it has stayed the same for a moment. */
function useSettled<T>(value: T, ms = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Whether the typed address is free, looked up as it is typed. `own` is the workspace's present one. */
export function useSlugCheck(slug: string, own?: string) {
  const trpc = useTRPC();
  const settled = useSettled(slug);
  const enabled = settled !== "" && settled !== own;
  const check = useQuery(trpc.workspace.checkSlug.queryOptions({ slug: settled }, { enabled, staleTime: 5_000 }));
  const current = settled === slug && enabled ? check.data : undefined;
  return { answer: current, looking: slug !== "" && slug !== own && !current && !check.isError };
}

/** A free address made of a name, as the name is typed. */
export function useSlugOfName(name: string, enabled: boolean): string | undefined {
  const trpc = useTRPC();
  const settled = useSettled(name.trim());
  const wanted = enabled && settled !== "";
  const made = useQuery(
    trpc.workspace.checkSlug.queryOptions({ name: settled }, { enabled: wanted, staleTime: 60_000 }),
  );
  return wanted ? made.data?.slug : undefined;
}
