import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { env } from "@/server/env";

const DemoAccount = z.object({ name: z.string(), email: z.string(), password: z.string(), role: z.string() });
const Demo = z.object({ accounts: z.array(DemoAccount) });
export type DemoAccount = z.infer<typeof DemoAccount>;

/** The people of the demo workspace, as the first start noted them. None in an installation that others can reach. */
export async function demoAccounts(): Promise<DemoAccount[]> {
  const { isLocal, DATA_DIR } = env();
  if (!isLocal) return [];
  try {
    const noted: unknown = JSON.parse(await readFile(path.resolve(DATA_DIR, "demo.json"), "utf8"));
    return Demo.safeParse(noted).data?.accounts ?? [];
  } catch {
    return []; // no demo workspace here
  }
}
