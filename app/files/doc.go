// Package files keeps what people hand in and what the program produces for
// them: CVs, signed pacts, reports. What is known of a file stands in the
// database; its content is an encrypted blob in a store.
//
// # Vocabulary
//
//   - File: one row, named by a random id. It belongs to an owner: the kind and id
//     of a thing ("cv", 12).
//   - Blob: the encrypted content, named by the file's id, in a Store (a local
//     folder; a memory one in tests).
//   - Vault: a store together with the keys; everything goes through it.
//   - Orphan: a blob without a row, left by a transaction that failed.
//   - Upload: a file on its way, in parts that come one after the other, each a blob of
//     its own. It belongs to who began it and lives for a day.
//   - Sweep: the nightly job that removes orphans, uploads given up and unfinished writes.
//
// # Invariants
//
//   - A blob is encrypted before it leaves this package (age format, a new key for
//     every file; that key is sealed with one derived from the program's secret and
//     bound to the file's id, so that blobs cannot be exchanged for one another).
//   - A File row exists only when its blob is complete and on the disk: the blob is
//     written, synced and renamed before the row is inserted.
//   - The type is what the content is, not what the name or the browser says; only
//     types the caller allows are kept, up to the size the caller allows.
//   - The content read is the content saved, whole, or reading ends in an error.
//   - A deleted file is not found at once; its blob goes after the commit (job
//     files.erase), so a rolled back deletion loses nothing.
//   - A part goes to its place once, however often and from wherever it is sent; a wrong
//     place is answered with the right one. Whoever begins the same file again goes on
//     where it was.
//   - An upload is taken only whole, and where it came with a digest only if it is that.
//   - Nobody sees a file because they know its id: the screens check the scope of
//     the owner first and always answer with an attachment.
//
// # Decisions
//
//   - 2026-11-22: losing the secret is losing the files; earlier secrets can be
//     given to the vault so that the secret can be changed without rewriting blobs.
//   - 2026-11-22: parts lie in the store, not beside one copy of the program, so that any
//     copy takes the next part. What one owner may have on its way is bounded in files and
//     bytes; the bound is held under a lock of the owner.
//   - 2026-11-22: a sweep that finds most of the store orphaned stops and fails: a
//     program started on the wrong database must not empty a folder.
package files
