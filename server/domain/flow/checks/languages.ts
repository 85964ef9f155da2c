import { type Finding, finding } from "../findings";
import type { Model } from "../model";
import type { Template } from "../template";

/** W10: a text that depends on the customer's language and has nothing to say in one of the workspace's. */
export function checkLanguages({ nodes, reachable, templates, context: { languages = [] } }: Model): Finding[] {
  return [...nodes.values()].flatMap(({ drawn, type, uses }) => {
    if (type?.group !== "message" || !reachable.has(drawn.id)) return [];
    return uses.flatMap((use) => {
      if (use.kind !== "template" || use.field !== "text") return [];
      const template = templates.get(use.source);
      if (!template || "error" in template || !template.variables.includes("user_language")) return [];
      const silent = languages.find((language) => !speaks(template, language));
      if (!silent || languages.every((language) => !speaks(template, language))) return [];
      return [finding("W10", { nodeId: drawn.id, field: use.field, params: { language: silent } })];
    });
  });
}

/** Whether there is a text for somebody of this language, written `zh-CN` or `zh`. */
const speaks = (template: Template, language: string): boolean =>
  [language, language.split("-")[0]].some((spoken) => {
    const rendered = template.render({
      variable: (name) => (name === "user_language" ? spoken : "x"),
      zone: "UTC",
    });
    return "text" in rendered && rendered.text.trim() !== "";
  });
