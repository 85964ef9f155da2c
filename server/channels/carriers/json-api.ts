import type { InboundMedia } from "../carrier";
import { member, sizeOf, textOf } from "../read-body";

/**
 * The files of a message in JSON:API's form: what is `included` and has an address. Ids in `relationships` are not
 * heeded: they need not match. Type, size and name may be missing.
 */
export function includedMedia(included: unknown): InboundMedia[] {
  if (!Array.isArray(included)) return [];
  const media = included.flatMap((one): InboundMedia[] => {
    const attributes = member(one, "attributes");
    const [type, url] = [textOf(member(one, "type")), textOf(member(attributes, "url")).trim()];
    if ((type !== "" && type !== "media") || url === "" || url.length > 4096) return [];
    const contentType = textOf(member(attributes, "mime_type")).slice(0, 255);
    const fileName = textOf(member(attributes, "file_name")).slice(-255);
    const sizeBytes = sizeOf(member(attributes, "file_size"));
    return [
      {
        url,
        ...(contentType ? { contentType } : {}),
        ...(fileName ? { fileName } : {}),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
      },
    ];
  });
  return media.slice(0, 50);
}
