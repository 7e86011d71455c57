// Package stage is what of towntest needs neither people nor cases: a database at a
// moment, desks, those who work there, the post that goes out, and what a test asks of
// errors and rows. The tests of people and cases, which stand inside their packages, use
// it; everybody else uses towntest.
//
// Decisions:
//   - 2026-11-22: accounts are rows written here, without a password: hashing one takes
//     longer than everything else a town needs. Who must sign in with a password uses
//     auth.SeedDemo.
//   - 2026-11-22: a desk is a row without hours. Tests that book, or that look for what
//     the demonstration holds, ask for Demo.
package stage
