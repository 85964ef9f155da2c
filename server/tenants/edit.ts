import { eq } from "drizzle-orm";
import type { z } from "zod";
import { tenants } from "@/db/schema/tenants";
import { postgresCode, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { isSlug } from "@/server/domain/slug";
import { notFound, refuse } from "@/server/errors";
import { suggestSlug } from "./check-slug";
import type { EditWorkspace } from "./shapes";

const UNIQUE_VIOLATION = "23505";

/**
 * Name, address, language and zone of the workspace. Addresses that carriers keep do not change with the slug. One that
 * the workspace has already may stay, whatever is reserved by now.
 * @throws AppError slugTaken with `suggestion`, slugShape
 */
export async function editWorkspace(context: Context, edit: z.infer<typeof EditWorkspace>): Promise<{ slug: string }> {
  authorize(context.actor, "workspace.edit");
  try {
    return await withTenant(context.tenant, async (tx) => {
      const mine = eq(tenants.id, context.tenant);
      const [before] = await tx.select().from(tenants).where(mine).for("update");
      if (!before) throw notFound("workspace");
      if (edit.slug !== before.slug && !isSlug(edit.slug)) throw refuse("slugShape");
      await tx.update(tenants).set(edit).where(mine);
      const changed = (["name", "slug", "locale", "timeZone"] as const).filter(
        (field) => before[field] !== edit[field],
      );
      if (changed.length > 0) await audit(tx, context, "workspace.edited", context.tenant, { changed });
      return { slug: edit.slug };
    });
  } catch (error) {
    if (postgresCode(error) !== UNIQUE_VIOLATION) throw error;
    throw refuse("slugTaken", { slug: edit.slug, suggestion: await suggestSlug(edit.slug) });
  }
}
