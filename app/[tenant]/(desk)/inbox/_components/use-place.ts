"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { useMe } from "@/app/_live/live-provider";
import { type Place, placeHref, readPlace } from "./place";

/**
 * Which list and conversation the address names, and the way to another. Going there does not ask the server for a
 * page: everything the inbox shows comes from the store. Back and forward work as with any link.
 */
export function usePlace() {
  const { slug } = useMe().tenant;
  const path = usePathname();
  const query = useSearchParams();
  const place = useMemo(() => readPlace(slug, path, query), [slug, path, query]);
  const href = useCallback((next: Partial<Place>) => placeHref(slug, { ...place, ...next }), [slug, place]);
  const go = useCallback(
    (next: Partial<Place>, { replace = false }: { replace?: boolean } = {}) => {
      const target = placeHref(slug, { ...place, ...next });
      if (target === placeHref(slug, place)) return;
      if (replace) window.history.replaceState(null, "", target);
      else window.history.pushState(null, "", target);
    },
    [slug, place],
  );
  return { ...place, href, go };
}
