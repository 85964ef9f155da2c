const browsers: [RegExp, string][] = [
  [/MicroMessenger\//, "WeChat"],
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/Version\/[\d.]+ .*Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/HarmonyOS/, "HarmonyOS"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const found = (names: [RegExp, string][], text: string) => names.find(([pattern]) => pattern.test(text))?.[1];

/** What a browser calls itself, in words: "Firefox · Windows". Null where it says nothing known. */
export function browserOf(userAgent: string | null): { name: string | null; isPhone: boolean } {
  const text = userAgent ?? "";
  const parts = [found(browsers, text), found(systems, text)].filter(Boolean);
  return { name: parts.length > 0 ? parts.join(" · ") : null, isPhone: /iPhone|Android.*Mobile|HarmonyOS/.test(text) };
}
