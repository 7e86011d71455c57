// Package office holds the operators' screens under /ufficio, in Italian and
// English: one file per resource, thin handlers over the nouns, permission on
// the route's line and scope in the nouns' SQL.
//
// "Oggi" is the whole desk's day by operator; it is also the address of any
// other day. What changes an appointment's state is a POST on a resource of its
// own (…/arrivo, …/colloquio, …/assenza, …/ripristino, …/annullamento).
//
// The agenda is a week, a month of squares (a list of days on a phone) and a list.
//
// "Coda" is the line of a desk as one operator works through it; its list asks for
// itself every five seconds and is the same without JavaScript. What needs both the
// queue and the appointments is two calls here, each quiet when repeated.
//
// "Lista d'attesa" is who waits at a desk; who cannot be written to is marked, because
// nobody but the desk can tell them.
package office
