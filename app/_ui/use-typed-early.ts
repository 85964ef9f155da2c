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
      // The form may have read the field already, and whoever watches it not heard of that.
      if (field.value !== field.defaultValue || field.value !== getValues(name))
        setValue(name, field.value as PathValue<T, Path<T>>, { shouldDirty: true });
    }
  }, [getValues, setValue]);
  return element;
}
