"use client";

import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { useErrorText } from "./error-text";

/** The kind of an error whose message is a sentence already, as the server's refusals are. */
export const told = "told";

/**
 * The sentence under a field, from the reason that its schema names. It comes when the field is left after something
 * was typed, or when the form was sent: an untouched field that is only passed by says nothing, since a line that
 * appears under the pointer would move the very button that was being pressed.
 */
export function useFieldErrors<T extends FieldValues, C, O>(form: UseFormReturn<T, C, O>) {
  const text = useErrorText();
  const { formState } = form;
  return (name: FieldPath<T>): string | undefined => {
    const { error, isDirty } = form.getFieldState(name, formState);
    if (!error?.message || !(isDirty || formState.isSubmitted)) return undefined;
    return error.type === told ? error.message : text(error.message);
  };
}
