// Package tables writes rows as a file for a spreadsheet, and reads such files: CSV and
// XLSX.
//
// A cell is a text, an int or a time (its day and hour as they stand). Nothing typed by
// a person becomes a formula: a text a program would run gets an apostrophe in front,
// in both formats, because one is often saved as the other.
//
// Decisions:
//   - 2026-11-22: CSV is separated by semicolons and begins with a byte order mark:
//     that is what the spreadsheets of Italian offices open with a double click.
//   - 2026-11-22: an XLSX file that is read is unpacked as a stream, never on disk, because
//     what it holds is personal: 128 MiB of each part at most, whatever its head says, and
//     only the texts of its cells are kept, 64 MiB at most. A formula is read as text or as
//     its last result.
package tables
