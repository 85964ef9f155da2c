/** Where the files of an attachment lie in storage: tenant first, then ids of ours and nothing else. */
export const fileKey = (tenant: string, id: string) => `${tenant}/${id}`;
export const thumbKey = (file: string) => `${file}.thumb`;
export const fittedKey = (file: string) => `${file}.fitted`;
export const pieceKey = (file: string, piece: number) => `${file}.piece${piece}`;
