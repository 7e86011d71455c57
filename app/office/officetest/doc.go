// Package officetest is the operators' screens for tests, with a small town behind them:
// a site of webtest on which the office is registered, and the town of towntest in its
// database.
//
//	s := officetest.New(t, "2026-11-24 09:00")
//	anna := s.Town.Actor("anna", auth.Reception, s.Town.Demo().Desks[0].ID)
//	s.As(t, "anna").Get("/ufficio").Want(200)
package officetest
