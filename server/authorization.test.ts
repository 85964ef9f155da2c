import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { TRPCError } from "@trpc/server";
import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { memberships } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { lastMailTo, signedInPerson, workspaceOf } from "@/server/auth/testing";
import { acceptInvitation } from "@/server/people/accept-invitation";
import { inviteMember } from "@/server/people/invite";
import { type Access, actions, pages, procedures, routes } from "./authorization";
import { can, type Holder, namedRights, type Right, rights } from "./domain/rights";
import { appRouter } from "./routers";

const root = path.resolve(import.meta.dirname, "..");
const app = path.join(root, "app");

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesIn(file) : [file];
  });
}

const inApp = filesIn(app).map((file) => ({ file, place: path.relative(app, file) }));

describe("the list names every door there is, and no other", () => {
  test("procedures", () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
  });

  test("routes for machines", () => {
    const found = inApp.filter(({ place }) => /(^|\/)route\.tsx?$/.test(place)).map(({ place }) => path.dirname(place));
    expect(found.filter((folder) => !folder.startsWith("api/"))).toEqual([]);
    expect(found.map((folder) => folder.slice("api/".length)).sort()).toEqual(Object.keys(routes).sort());
  });

  test("actions of pages", () => {
    const found = inApp
      .map(({ file }) => readFileSync(file, "utf8"))
      .filter((source) => /^"use server";/.test(source))
      .flatMap((source) => [...source.matchAll(/^export async function (\w+)/gm)].map(([, name]) => name));
    expect(found.sort()).toEqual(Object.keys(actions).sort());
  });

  test("pages", () => {
    const tops = inApp.filter(({ place }) => /(^|\/)page\.tsx$/.test(place)).map(({ place }) => place.split("/")[0]);
    expect([...new Set(tops)].sort()).toEqual(Object.keys(pages).sort());
  });
});

const isRight = (access: Access | undefined): access is Right => access !== undefined && access in rights;
const ofTenants = Object.entries(procedures).filter((entry): entry is [string, Right] => isRight(entry[1]));

describe("each procedure asks", () => {
  let slug: string;
  let tenant: string;
  let owner: Awaited<ReturnType<typeof signedInPerson>>;
  let colleague: typeof owner;
  let stranger: typeof owner;

  beforeAll(async () => {
    [owner, colleague, stranger] = await Promise.all([signedInPerson(), signedInPerson(), signedInPerson()]);
    const context = await workspaceOf(owner);
    slug = context.workspace.slug;
    tenant = context.tenant;
    await inviteMember(context, { email: colleague.email, role: "agent", takesConversations: false });
    await acceptInvitation(colleague, (await lastMailTo(colleague.email)).token);
  });

  /** The code a call is answered with; "OK" when it is done. */
  async function answerTo(name: string, session: typeof owner | null): Promise<string> {
    const caller = appRouter.createCaller({ session, tenantSlug: slug, ip: "203.0.113.80" });
    const call = name.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], caller);
    try {
      await (call as (input: unknown) => Promise<unknown>)(inputFor(name));
      return "OK";
    } catch (error) {
      return error instanceof TRPCError ? error.code : String(error);
    }
  }

  test.each(ofTenants)("%s: a stranger hears that there is no such workspace", async (name) => {
    expect(await answerTo(name, stranger)).toBe("NOT_FOUND");
  });

  test.each(Object.keys(procedures))("%s: nobody gets in without signing in", async (name) => {
    expect(await answerTo(name, null)).toBe("UNAUTHORIZED");
  });

  test.each(ofTenants.filter(([, right]) => without(right)))("%s needs %s", async (name, right) => {
    const place = without(right);
    const mine = and(eq(memberships.tenantId, tenant), eq(memberships.userId, colleague.userId));
    await systemDb()
      .update(memberships)
      .set({ ...place, rights: [...(place?.rights ?? [])] })
      .where(mine);
    expect(await answerTo(name, colleague)).toBe("FORBIDDEN");
  });

  test.each(ofTenants)("%s is open to whoever has every right", async (name) => {
    const mine = and(eq(memberships.tenantId, tenant), eq(memberships.userId, owner.userId));
    await systemDb()
      .update(memberships)
      .set({ rights: [...namedRights] })
      .where(mine);
    expect(["FORBIDDEN", "UNAUTHORIZED", "INTERNAL_SERVER_ERROR"]).not.toContain(await answerTo(name, owner));
  });
});

/** The most powerful place in a workspace that still lacks the right; undefined where everybody has it. */
function without(right: Right): Holder | undefined {
  const places: Holder[] = (["owner", "admin", "agent"] as const).flatMap((role) =>
    [true, false].map((takesConversations) => ({ role, takesConversations, rights: [] })),
  );
  return places.find((place) => !can(place, right));
}

const nothing = "0198c0de-0000-7000-8000-000000000000";

/** Where a made-up input would not pass a rule that its shape does not tell. */
const special: Record<string, object> = {
  "channels.sendTest": { channelId: nothing, numberId: nothing, to: "+14155550182", text: "Hello" },
  "conversations.reply": { conversationId: nothing, text: "Hello", clientId: nothing, seenSeq: 0 },
  "conversations.start": { numberId: nothing, to: "+14155550182", text: "Hello", clientId: nothing },
  "people.invite": { email: "somebody@example.com", role: "agent", takesConversations: true },
  "workspace.edit": { name: "Northbeam", slug: "northbeam-edited", locale: "en", timeZone: "UTC" },
};

/** An input of the right shape, about things that do not exist. */
function inputFor(name: string): unknown {
  const { inputs } =
    (appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>)[name]?._def ?? {};
  if (!inputs?.[0]) return undefined;
  return special[name] ?? sample(z.toJSONSchema(inputs[0], { io: "input", unrepresentable: "any" }));
}

type Shape = z.core.JSONSchema.BaseSchema;

function sample(shape: Shape): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  const [either] = (shape.anyOf ?? shape.oneOf ?? []) as Shape[];
  if (either) return sample(either);
  if (shape.allOf) return Object.assign({}, ...shape.allOf.map((part) => sample(part as Shape)));
  switch (shape.type) {
    case "object":
      return Object.fromEntries((shape.required ?? []).map((key) => [key, sample(shape.properties?.[key] as Shape)]));
    case "array":
      return Array.from({ length: Number(shape.minItems ?? 0) }, () => sample(shape.items as Shape));
    case "string":
      if (shape.format === "uuid") return nothing;
      if (shape.format === "email") return "somebody@example.com";
      if (shape.format === "date-time") return new Date(0).toISOString();
      return "1".repeat(Math.max(1, Number(shape.minLength ?? 1)));
    case "integer":
    case "number":
      return Number(shape.minimum ?? Number(shape.exclusiveMinimum ?? 0) + 1);
    case "boolean":
      return true;
    default:
      return null;
  }
}
