import type { MailLocale, MailText } from "./templates";

const signature = "Patchbay";
const instead = {
  en: "If the button does not work, open this address:",
  "zh-CN": "如果按钮无法点击，请打开这个地址：",
} as const;

/** The two bodies of a mail. Everything in `words` is text, whoever typed it: nothing of it becomes markup. */
export function render({ paragraphs, button }: MailText, locale: MailLocale): { text: string; html: string } {
  const [first = "", ...rest] = paragraphs;
  const text = [first, ...(button ? [`${button.label}: ${button.link}`] : []), ...rest, signature].join("\n\n");
  const paragraph = (words: string, style = "") => `<p style="margin:0 0 16px;${style}">${escapeHtml(words)}</p>`;
  const html = `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body style="margin:0;padding:32px 16px;font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#17252b;background:#ffffff">
<div style="max-width:520px;margin:0 auto">
<p style="margin:0 0 24px;font-weight:600">${signature}</p>
${paragraph(first)}
${button ? pressable(button.label, button.link) : ""}
${rest.map((words) => paragraph(words)).join("\n")}
${button ? paragraph(`${instead[locale]} ${button.link}`, "font-size:13px;color:#52636b;overflow-wrap:anywhere") : ""}
</div>
</body>
</html>`;
  return { text: `${text}\n`, html };
}

const pressable = (label: string, link: string) =>
  `<p style="margin:0 0 24px"><a href="${escapeHtml(link)}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#136f80;color:#ffffff;text-decoration:none;font-weight:500">${escapeHtml(label)}</a></p>`;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
