import { getTranslations } from "next-intl/server";
import { ComeBack } from "./come-back";

export async function generateMetadata() {
  return { title: (await getTranslations("failure.busy"))("title") };
}

/**
 * What a workspace's page is answered with (503, at its own address) while the database is away: `proxy.ts` fetches it
 * instead of having the page fail. Who comes here himself is led on.
 */
export default function Status() {
  return <ComeBack />;
}
