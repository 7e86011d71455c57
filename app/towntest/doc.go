// Package towntest is the small town in which the tests of nouns and screens happen: a
// database, a moment, desks, those who work there and those who come.
//
//	h := towntest.New(t, testdb.Tx(t), "2026-11-24 18:00")
//	desk := h.Desk(desks.Information)
//	anna := h.Actor("Anna", auth.Reception, desk)
//	path := h.Case(anna, h.Person(anna, "Fatima Prova"))
//	h.Wants(cases.Close(…), fault.NotFound, "")
//
// A package embeds *Town in a town of its own and adds what only its tests speak of.
//
// Decisions:
//   - 2026-11-22: people and cases are opened by their nouns, so that their trail, their
//     index and their scope are the real ones.
//   - 2026-11-22: what needs neither of them is package stage, which the tests of people
//     and cases themselves use: standing inside their packages, they cannot import this one.
package towntest
