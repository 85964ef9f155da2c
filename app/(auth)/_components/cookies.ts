/** Kept by the browser that signed up, until its address is proven. */
export const signUpCookie = "patchbay-sign-up";
