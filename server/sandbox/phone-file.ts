import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { isPicture } from "@/server/domain/files";
import { authorize } from "../authorize";
import type { Context } from "../context";

/** A picture that a pretended phone has sent, for whoever may use the phones. */
export async function phoneFile({ tenant, actor }: Context, fileId: string): Promise<Response> {
  authorize(actor, "sandbox.use");
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<{ content_type: string; content: string }>(
      sql`select content_type, content from sandbox_files where id = ${fileId}`,
    ),
  );
  if (!row) return new Response(null, { status: 404 });
  const shown = isPicture(row.content_type);
  return new Response(Buffer.from(row.content, "base64"), {
    headers: {
      "content-type": shown ? row.content_type : "application/octet-stream",
      "content-disposition": shown ? "inline" : "attachment",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=3600",
    },
  });
}
