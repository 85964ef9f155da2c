import { live } from "./program";

// The product's other half: relay, embedded engine, and with it every durable function.
process.env.ROLES = "engine";

live(() => Promise.reject(new Error("a worker takes no requests")));
