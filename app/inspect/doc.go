// Package inspect finds out what an uploaded document really is and makes a clean PDF
// of it. It knows no noun and no screen: a job hands it a file and keeps what it gets.
//
// # Vocabulary
//
//   - Document: a file somebody sent. Its Kind is what its first bytes and parts say,
//     never its name.
//   - Clean PDF: a new file, written by us, of what may stay. Dropped names what did not.
//   - Refusal: an Invalid fault on the field "file" whose sentence (inspect.refused.*)
//     says why and what to do.
//   - Child: our own program started again to do one task in one folder, and nothing else.
//   - Walled: with namespaces of its own.
//
// A caller makes one Inspector with New and asks Quick in the request; later, in a job:
// Scan the document as it came, Make a PDF of it (MakeAll of several photos), read its
// Text and its Attachment. A program or a TestMain that does so calls Child(os.Args)
// first of all; where that is forgotten every Make fails with a sentence that says so.
//
// # Invariants
//
//   - Bytes of a document are parsed in children only; the program itself looks at the
//     first 512. A child gets an empty environment, a folder of its own (removed with
//     Made.Close; one left by a killed program goes at the next New), limits of processor
//     time, clock, memory, size of files and open files, and ends with the program, killed
//     or not, with all it started.
//   - A walled child has no network, sees no other process and, for our own tasks, no file
//     but its folder; of a program run by root it is the user nobody. Where the kernel
//     gives no namespaces (in some containers) the limits stay, and Notes says so; root's
//     children still see their folder only, and are nobody.
//   - What a child answers is not believed either: an answer is a known refusal or numbers,
//     a file is opened only where it is one.
//   - At most Options.AtOnce children run; who comes later waits. With two of the largest
//     the program stays under 300 MB, LibreOffice apart (1 GB at most each).
//   - The PDF kept is never the one that came. It is written anew from the tree of pages:
//     what is drawn, its fonts and pictures, language, structure for screen readers,
//     layers, the title. Scripts, actions, links, forms, embedded files, media and what
//     lies elsewhere are not copied; words written into a form or as a note stay as
//     pictures. Nothing in it is packed or encrypted, and it is read again before it is
//     given out. Only Europass's attachment.xml is embedded again, when it is XML that
//     declares nothing.
//   - What comes before, behind or beside the pages does not come along: a file that is a
//     PDF and something else is a PDF afterwards. The header must be its first bytes.
//   - What a reader would have to draw is bounded too: forms that draw forms are counted.
//   - A document that cannot be judged in time or memory is refused (heavy); a page whose
//     content is missing or cut off is refused (broken), not kept by half.
//
// # Decisions
//
//   - 2026-11-22: memory is limited by what may be written to (RLIMIT_DATA), for Go reserves
//     addresses it never uses; the limit on addresses is a second line. Under the race
//     detector, whose memory is another, neither is put on. Documents are judged on Linux only.
//   - 2026-11-22: the library reads, we write: a list of what stays is shorter, and safer
//     to be wrong about, than one of what goes.
//   - 2026-11-22: links go too, even those to the person's own pages: employers open these
//     files, and a link is the easiest way to harm them. Its words stay.
//   - 2026-11-22: a PDF that everybody can open and only its owner may change (owner's
//     password alone) is taken; the clean one is open. One that wants a password to be
//     opened is refused.
//   - 2026-11-22: pictures of scanners in old formats (JPEG 2000, JBIG2, fax) are kept as
//     they are, bounded by the size they say: whoever opens them unpacks them.
//   - 2026-11-22: a text document with programs in it is refused rather than cleaned; one
//     with links and outside pictures is cleaned. LibreOffice sees the copy only.
//   - 2026-11-22: photos are scaled to 1600–3200 points a side (140–280 to the inch), turned
//     as the camera says, and saved anew, so that place and time of the photo are gone.
//   - 2026-11-22: HEIC is refused with what to do: browsers of the telephones that make it
//     convert it by themselves when asked for JPEG.
//   - 2026-11-22: without pdftotext no text is read (ErrNoReader): pure-Go readers lose up
//     to all words of Arabic and Bengali, and a wrong proposal is worse than none.
//   - 2026-11-22: the text is in the order poppler reads; of what it turns round in Arabic
//     letters only that is put right which cannot be anything else.
package inspect
