import type { Actor } from "./context";
import { can, type Right } from "./domain/rights";
import { forbidden } from "./errors";

/** Stop unless this actor has the right. Every verb begins with it. @throws AppError FORBIDDEN */
export function authorize(actor: Actor, right: Right): void {
  if (actor.kind === "system") return;
  if (!can(actor, right)) throw forbidden(right);
}
