// Package web is the shell every screen stands in: the server, a request's way
// through it, forms, flash messages, redirects and the one place that turns an
// error into a page.
//
// A request's way: recover → request id and access log (route pattern, status,
// time: no path, no query, no address) → deadline → security headers → static →
// locale → session → same-origin and CSRF → guard on the route's line → handler.
//
// Handlers do three things: parse into a form struct, make one call to a noun
// with the actor, and answer with one of three outcomes: field errors (422, the
// same page with what was typed), a fault (returned, the error handler renders
// it), or success (303 See Other with a flash).
//
// Files: a PostFile route takes them (Uploads), files.Save judges and keeps them in the
// Vault, SendFile answers with one, always as an attachment, after the handler has
// checked that the actor may see what the file belongs to.
//
// Files of a slow line: a form with files may take as long as its bytes keep coming
// (arrival.go), and where a script runs they go ahead in parts (TakeParts) and the form
// only names them; Uploads gives both alike.
//
// Decisions:
//   - 2026-11-22: a page's language comes from the URL (Italian without prefix).
//     A remembered choice redirects GETs of unprefixed public pages; the browser's
//     Accept-Language only offers the other language in a strip and never
//     redirects, so that a shared Italian link and an automatic validator see the
//     Italian page.
//   - 2026-11-22: a form posted after its session or CSRF token expired is never
//     thrown away: the shell answers with a page that holds every field and asks
//     to press once more (a same-origin check still stands in front of it).
//   - 2026-11-22: anonymous visitors have no session row; their CSRF token is an
//     HMAC over a random cookie, so that robots write nothing.
//   - 2026-11-22: the request body cap is 64 KiB on every route that does not say
//     otherwise. What is larger is refused by its head, before it is read; the rest is
//     read and thrown away for a while, so that the sender gets the page (413, in their
//     language) instead of a TCP reset.
//   - 2026-11-22: the deadline of an upload moves with its bytes: 15 s, then 8 KB a second
//     on the average (10 MB over 1 Mbit/s take 80 s; a fixed deadline of 15 s cut them).
//     What is being received stands in memory, so uploads reserve what they declare: 44 MB
//     at once, half of it for one address; who finds no room waits half a minute, then is
//     asked to come back. Slow senders hold nothing else up.
package web
