/** What floats: menus, lists of a select, popovers. */
export const popupClass =
  "ring-none origin-(--transform-origin) rounded-3 border border-line-2 bg-raised shadow-3 outline-none transition-[opacity,transform] duration-ui ease-out data-ending-style:scale-[0.98] data-starting-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:opacity-0 data-ending-style:ease-in";

/** One line in something that floats. */
export const popupItemClass =
  "ring-inset-focus flex min-h-[30px] w-full cursor-default select-none items-center gap-2 rounded-[5px] px-2 py-1 text-13 outline-none data-disabled:text-disabled data-highlighted:bg-hover pointer-coarse:min-h-10";
