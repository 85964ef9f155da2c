"use client";

import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from "react";
import type { FileItem, ThreadItem } from "@/app/_live/types";

const Lightbox = lazy(() => import("./lightbox"));

const Opening = createContext<((id: string) => void) | null>(null);

/** Opens a picture of the thread over everything else; null where there is no thread around it. */
export const usePictures = () => useContext(Opening);

/** A file that the browser draws, as far as the server has looked at it. */
export const isShown = (file: FileItem): boolean =>
  file.state === "ready" && Boolean(file.thumb && file.width && file.height);

/** Keeps the pictures of a thread together: one that is opened leads to those before and after it. */
export function Pictures({ items, children }: { items: readonly ThreadItem[]; children: ReactNode }) {
  const [id, setId] = useState<string | null>(null);
  const open = useCallback((next: string) => setId(next), []);
  const pictures = id === null ? [] : items.flatMap((item) => ("files" in item ? item.files.filter(isShown) : []));
  return (
    <Opening value={open}>
      {children}
      {id !== null && (
        <Suspense>
          <Lightbox pictures={pictures} id={id} onChange={setId} />
        </Suspense>
      )}
    </Opening>
  );
}
