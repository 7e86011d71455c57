// Package print turns our own HTML into PDF, with one headless Chromium that is
// started on first use and kept warm.
//
// Vocabulary: a Sheet is a finished document (HTML with its style inside) and the line
// at the foot of its pages; the Printer holds the browser. A noun never prints: a screen
// draws a view into a sheet (web.App.SendPDF, web.App.PDF), so that paper, PDF and
// screen are one view.
//
// To offer a PDF of a print page: let its page struct embed web.Page, set Paper in it,
// fill a field of it with web.App.PDFAt and draw that by parts/pdf in the toolbar; a second
// route answers with web.App.SendPDF, which takes the same view and page struct. Who
// needs the file itself, for a pack of several or a stored copy, calls web.App.PDF and
// gets the bytes.
//
// Invariants:
//   - nothing leaves the machine and no server of it is reached: every name is unknown to
//     the browser, and every address, this machine's too, goes to a proxy that is not
//     there; scripts of a document do not run; it reads no file;
//   - one document at a time, a few wait, more are told to try again; each has a time
//     limit, after which the browser is ended, and the next one starts anew;
//   - a browser that died is started again, once for a document;
//   - only the process started here is ever ended; it ends with the program, killed or
//     not, and its profile, in a temporary folder, goes with it; a folder left by a killed
//     program goes at the next start;
//   - the browser gets none of the program's environment: that holds secrets.
//
// A PDF is tagged (headings, paragraphs, tables, languages), has an outline, a title and a
// language, and embeds every font. Which fonts it finds is the machine's business: the
// README names the packages.
//
// Decisions:
//   - 2026-11-22: Chromium rather than a library: no Go library shapes Arabic, Urdu and
//     Bengali, and none makes tagged PDF of HTML.
//   - 2026-11-22: documents are set in Noto, the machine's, rather than in the site's
//     Titillium: one family for all twelve languages, and nothing to fetch.
//   - 2026-11-22: as root, where Chromium refuses its sandbox, it runs without; the
//     documents are ours and what people typed in them is escaped text.
//   - 2026-11-22: without Chromium, or with CHROMIUM_PATH=off, the program goes on: print
//     pages stay and say how the reader's own browser makes the PDF.
package print
