export * from "./auth";
export * from "./channels";
export * from "./contacts";
export * from "./conversations";
export * from "./engine";
export * from "./flows";
export * from "./tenant-columns";
export * from "./tenants";
