"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { IconButton } from "./icon-button";
import { Menu, MenuRadioGroup, MenuRadioItem } from "./menu";
import { Segmented } from "./segmented";

const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];
const icons = { system: <Monitor />, light: <Sun />, dark: <Moon /> };
const never = () => () => {};

/** The chosen theme; "system" until the page is alive, since only the browser knows. */
function useChosenTheme() {
  const { theme, setTheme } = useTheme();
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const chosen = themes.find((known) => alive && known === theme) ?? "system";
  return { chosen, setTheme };
}

/** Light, dark, or as the system says. `menu` is an icon with a list, `segments` shows all three. */
export function ThemeSwitch({ as = "menu" }: { as?: "menu" | "segments" }) {
  const t = useTranslations("common.theme");
  const { chosen, setTheme } = useChosenTheme();
  if (as === "segments") {
    return (
      <Segmented
        label={t("label")}
        value={chosen}
        onValueChange={setTheme}
        items={themes.map((value) => ({ value, label: t(value), icon: icons[value] }))}
      />
    );
  }
  return (
    <Menu trigger={<IconButton label={t("label")} icon={icons[chosen]} />} label={t("label")}>
      <MenuRadioGroup<Theme> value={chosen} onValueChange={setTheme}>
        {themes.map((value) => (
          <MenuRadioItem key={value} value={value}>
            <span className="flex items-center gap-2">
              {icons[value]}
              {t(value)}
            </span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}
