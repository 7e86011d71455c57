// Package office holds the operators' screens under /ufficio, in Italian and
// English: one file per resource, thin handlers over the nouns, permission on
// the route's line and scope in the nouns' SQL.
//
// "Oggi" is the whole desk's day by operator; it is also the address of any
// other day. What changes an appointment's state is a POST on a resource of its
// own (…/arrivo, …/colloquio, …/assenza, …/ripristino, …/annullamento).
package office
