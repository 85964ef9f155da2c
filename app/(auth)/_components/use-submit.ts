"use client";

import { useState } from "react";
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { useErrorText } from "@/app/_i18n/error-text";
import { useFieldErrors } from "@/app/_i18n/field-errors";
import { useTypedEarly } from "@/app/_ui/use-typed-early";
import type { Answer } from "./answer";

/** Why the form was not taken, when no field of it is to blame. */
type Refused = { reason: string; params?: Record<string, string | number> };

/**
 * Sends a form to its action. An answer with somewhere to go loads that page anew, so that nothing of the person before
 * stays in the tab; `form.formState.isSubmitting` stays on until it is there. A field that is wrong says so itself.
 */
export function useSubmit<T extends FieldValues>(
  form: UseFormReturn<T>,
  action: (values: T) => Promise<Answer>,
  done?: (values: T) => void,
) {
  const text = useErrorText();
  const errorOf = useFieldErrors(form);
  const ref = useTypedEarly(form);
  const [refused, setRefused] = useState<Refused | null>(null);
  const submit = form.handleSubmit(async (values) => {
    setRefused(null);
    const result = await action(values).catch((): Answer => ({ ok: false, reason: "unknown" }));
    if (!result.ok) {
      const { field, reason, params } = result;
      if (field && field in values) form.setError(field as Path<T>, { message: reason }, { shouldFocus: true });
      else setRefused({ reason, params });
      return;
    }
    if (!result.to) return done?.(values);
    window.location.assign(result.to);
    await new Promise((resolve) => setTimeout(resolve, 10_000)); // the page is on its way: stay busy until it is there
  });
  return { ref, submit, errorOf, refused: refused && { ...refused, text: text(refused.reason, refused.params) } };
}
