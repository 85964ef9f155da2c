declare const tenant: unique symbol;

/** A workspace that somebody has proven to belong to. A plain text is not one. */
export type TenantId = string & { readonly [tenant]: true };

/**
 * Mint a TenantId where access is proven and nowhere else: a session's membership, an API key, a signed webhook, an
 * event of our own.
 */
export const provenTenant = (id: string): TenantId => id as TenantId;
