import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { randomToken } from "@/server/crypto";
import { env } from "@/server/env";

/** Work with a file on this machine's disk that is gone afterwards, whatever happens. */
export async function withTemporaryFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = path.resolve(env().DATA_DIR, "tmp");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, randomToken(12));
  try {
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}
