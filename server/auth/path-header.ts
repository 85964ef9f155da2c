/** Set by `proxy.ts`: the page's own path and query, which Next does not tell it. */
export const pathHeader = "x-patchbay-path";
