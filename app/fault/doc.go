// Package fault names what can go wrong in words the whole program shares.
//
// A noun returns a *Fault when the caller can do something about it (a field is
// wrong, the slot was taken, the thing is not yours) and an ordinary wrapped
// error when nobody but us can. The web shell turns a Kind into one status and
// one page; it is the only place that logs.
//
// Vocabulary: a Fault carries a message key, never a sentence: sentences are
// chosen by locale when the page is rendered. "Not yours" is NotFound on
// purpose: an unknown id, a foreign id and an expired link look the same.
package fault
