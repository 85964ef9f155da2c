"use client";

import { type RefObject, useEffect, useRef } from "react";
import type { FieldValues, Path, PathValue, UseFormReturn } from "react-hook-form";

/**
 * For the `ref` of a form: takes over what was typed, or filled in by a password manager, before this page's scripts
 * were there. The fields show it; without this the form would not know.
 */
export function useTypedEarly<T extends FieldValues, C, O>(
  form: UseFormReturn<T, C, O>,
): RefObject<HTMLFormElement | null> {
  const element = useRef<HTMLFormElement>(null);
  const { getValues, setValue } = form;
  useEffect(() => {
    const known = getValues();
    for (const field of element.current?.elements ?? []) {
      if (!(field instanceof HTMLInputElement) || !(field.name in known) || !/^(text|email|password)$/.test(field.type))
        continue;
      const name = field.name as Path<T>;
      const typed = field.value as PathValue<T, Path<T>>;
      if (typed === field.defaultValue && typed === getValues(name)) continue;
      whileCaretStays(field, () => {
        // The form may have read the field already, and tells those who watch it of changes only.
        if (typed === getValues(name)) setValue(name, "" as PathValue<T, Path<T>>);
        setValue(name, typed, { shouldDirty: true });
      });
    }
  }, [getValues, setValue]);
  return element;
}

/** Writing a field's value moves its caret to the end; who types on is not to notice. Types without one have null. */
function whileCaretStays(field: HTMLInputElement, write: () => void) {
  const { selectionStart, selectionEnd } = field;
  write();
  if (selectionStart !== null && document.activeElement === field)
    field.setSelectionRange(selectionStart, selectionEnd);
}
