// Preloaded into the development server: when the launcher is gone, however it went, the server leaves too
// and does not keep the port. The production server does the same in server/shutdown.ts.
if (process.connected) {
  process.once("disconnect", () => process.exit(0));
}
