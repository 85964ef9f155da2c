import { type SQL, sql } from "drizzle-orm";

/** The files of the table `f` that meet `where`, as a JSON list of `FileItem` in their order; null when there is none. */
export const fileList = (where: SQL): SQL => sql`(
  select json_agg(json_build_object('id', f.id, 'state', f.state, 'reason', f.reason, 'name', f.name,
    'contentType', f.content_type, 'sizeBytes', f.size_bytes, 'width', f.width, 'height', f.height,
    'thumb', f.thumb_bytes is not null) order by f.position, f.id)
  from attachments f where ${where})`;
