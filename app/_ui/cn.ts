import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Our names for sizes and shapes; without them `text-13` would count as a colour and drop `text-ink`.
const merge = extendTailwindMerge<"icon">({
  extend: {
    theme: {
      text: ["11", "12", "13", "14", "15", "16", "18", "20", "26", "34", "56"],
      radius: ["1", "2", "3", "node", "4", "bubble"],
      shadow: ["1", "2", "3"],
      spacing: [
        "control",
        "control-sm",
        "row",
        "list-row",
        "topbar",
        "cell",
        "nav",
        "nav-slim",
        "list",
        "thread",
        "details",
      ],
      breakpoint: ["sm", "md", "lg", "xl"],
    },
    classGroups: { icon: [{ icon: ["12", "14", "16", "20"] }] },
  },
});

/** Joins class names; of two that set the same thing, the later one stays. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
