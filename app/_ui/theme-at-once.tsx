"use client";

import { useEffect } from "react";

/**
 * Another theme is there at once: nothing fades from light to dark. Told by the class of the page rather than by the
 * provider's own option, which puts a rule for everything into each page that opens and takes it out again, though no theme has changed.
 */
export function ThemeAtOnce() {
  useEffect(() => {
    const page = document.documentElement;
    const isDark = () => page.classList.contains("dark");
    let dark = isDark();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = new MutationObserver(() => {
      if (isDark() === dark) return;
      dark = !dark;
      page.dataset.still = "";
      window.getComputedStyle(document.body).getPropertyValue("color");
      clearTimeout(timer);
      timer = setTimeout(() => delete page.dataset.still, 1);
    });
    watch.observe(page, { attributeFilter: ["class"] });
    return () => {
      watch.disconnect();
      clearTimeout(timer);
      delete page.dataset.still;
    };
  }, []);
  return null;
}
