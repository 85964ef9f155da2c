/** For pages' actions, which open no database and yet have to say when it is away. */
export { isDatabaseAway } from "@/db/sturdy";
