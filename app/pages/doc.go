// Package pages holds what the public pages say about the institution itself, and
// what readers say about the pages.
//
// # Vocabulary
//
//   - Institution: who runs the portal (name, parent body, addresses, colour,
//     programmes). One row; what is not entered yet is empty and simply not shown.
//   - Programme: a funded project whose name and funder every page must show.
//   - Report (segnalazione di disservizio): something on the portal or at a desk
//     that does not work, told by a reader; an e-mail address only if they want an
//     answer. Its Number ("S-2026-000012") names it on the telephone.
//   - Rating: one to five stars for a page ("how clear?") or for a service just
//     used ("how easy?"), then one reason and 200 characters, all voluntary and
//     anonymous (Modello Comuni, C.SI.2.5, C.SE).
//
// # Invariants
//
//   - there is one institution (institution_single); its colour is "#rrggbb" and
//     white text on it can be read, contrast 4.5 or more (Institution.Check, WCAG
//     2.2 1.4.3; the shape also institution_brand);
//   - one form is one report, however often it is sent (page_reports_once); report,
//     audit row and mail to the institution stand or fall together;
//   - a reason belongs to its stars: the branch is at 4 (page_ratings_reason).
//
// # Decisions
//
//   - 2026-11-22: the privacy notice, the legal notes and the questions and answers
//     are message keys, not rows: they exist in twelve languages, are the same for
//     every desk and are reviewed with the program. What differs between
//     institutions (names, addresses) is filled in from Institution.
//   - 2026-11-22: the address left with a report is erased after a year (Purge); the
//     text stays, to see what goes wrong over time.
//   - 2026-11-22: a rating has no cookie and no address, so that nobody needs to be
//     asked for consent; the shared limiter alone keeps robots down.
package pages
