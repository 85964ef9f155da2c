import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { visibleRow } from "@/server/conversations/read-row";
import { answerWithFile, type Served } from "./answer";
import { fileKey, fittedKey, thumbKey } from "./keys";
import { openLink } from "./link";

type Row = {
  conversation_id: string;
  message_id: string | null;
  author_id: string | null;
  name: string;
  content_type: string;
  size_bytes: string;
  sha256: string;
  thumb_bytes: number | null;
  fitted_bytes: number | null;
};

const columns = sql`conversation_id, message_id, author_id, name, content_type, size_bytes, sha256, thumb_bytes, fitted_bytes`;
const nothing = () => new Response(null, { status: 404, headers: { "cache-control": "no-store" } });

/** A file of a conversation, for whoever sees that conversation now; one that is not sent yet, for its author alone. */
export async function serveToMember(
  { tenant, actor }: Context,
  request: Request,
  attachmentId: string,
  { small }: { small: boolean },
): Promise<Response> {
  authorize(actor, "conversation.read");
  const row = await withTenant(tenant, async (tx) => {
    const [found] = await tx.execute<Row>(
      sql`select ${columns} from attachments where id = ${attachmentId} and state = 'ready'`,
    );
    if (!found || !(await visibleRow(tx, actor, found.conversation_id))) return null;
    return found.message_id === null && found.author_id !== actor.memberId ? null : found;
  });
  if (!row) return nothing();
  const key = fileKey(tenant, attachmentId);
  if (!small) return answerWithFile(request, { ...whole(row, key), inline: true });
  if (row.thumb_bytes === null) return nothing();
  return answerWithFile(request, {
    key: thumbKey(key),
    name: `${row.name}.webp`,
    contentType: "image/webp",
    sizeBytes: row.thumb_bytes,
    etag: `${row.sha256}-thumb`,
    inline: true,
  });
}

/** A file for a carrier, by the link it was given. Asks nobody who he is, reads no cookie and sets none. */
export async function servePublic(request: Request, token: string): Promise<Response> {
  const to = openLink(token);
  if (!to) return nothing();
  const [row] = await withTenant(to.tenant, (tx) =>
    tx.execute<Row>(sql`
      select ${columns} from attachments where id = ${to.attachmentId} and state = 'ready' and direction = 'out'`),
  );
  if (!row) return nothing();
  const key = fileKey(to.tenant, to.attachmentId);
  if (row.fitted_bytes === null) return answerWithFile(request, { ...whole(row, key), inline: false });
  return answerWithFile(request, {
    ...whole(row, key),
    key: fittedKey(key),
    name: fittedName(row.name),
    contentType: "image/jpeg",
    sizeBytes: row.fitted_bytes,
    etag: `${row.sha256}-${row.fitted_bytes}`,
    inline: false,
  });
}

/** What a picture is called once it was made smaller: it is a JPEG then, whatever it was. */
export const fittedName = (name: string): string => `${name.replace(/\.[^.]*$/, "")}.jpg`;

const whole = (row: Row, key: string): Omit<Served, "inline"> => ({
  key,
  name: row.name,
  contentType: row.content_type,
  sizeBytes: Number(row.size_bytes),
  etag: row.sha256,
});
