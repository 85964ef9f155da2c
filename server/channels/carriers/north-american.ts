import { toAddress } from "@/server/domain/phone";

/** E.164 of a number as North American carriers write it: without `+`, at times without the 1. Short codes stay. */
export function northAmerican(text: string): string {
  const written = text.trim();
  if (/^\d{11,15}$/.test(written)) return toAddress(`+${written}`);
  return toAddress(/^\d{10}$/.test(written) ? `+1${written}` : written);
}
