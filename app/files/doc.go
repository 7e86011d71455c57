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
//   - Sweep: the nightly job that removes orphans and unfinished writes.
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
//   - Nobody sees a file because they know its id: the screens check the scope of
//     the owner first and always answer with an attachment.
//
// # Decisions
//
//   - 2026-11-22: losing the secret is losing the files; earlier secrets can be
//     given to the vault so that the secret can be changed without rewriting blobs.
//   - 2026-11-22: a sweep that finds most of the store orphaned stops and fails: a
//     program started on the wrong database must not empty a folder.
package files
