package cases

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

// SeedDemo writes an invented pact and plan of a case, signed on paper two weeks before
// now, of which something is done already.
func SeedDemo(ctx context.Context, idb bun.IDB, caseID, userID int64, now time.Time) error {
	actor, signed := auth.Program("seed"), now.AddDate(0, 0, -14)
	day := func(days int) desks.Date { return desks.DateOf(now).AddDays(days) }
	texts := map[string]Content{
		Pact: {Body: map[string]string{
			"profile": "Ha lavorato in cucina e impara in fretta. Cerca orari che si conciliano con la famiglia.",
			"desk":    "Aiutare con il curriculum, segnalare corsi e offerte adatte, sentirsi ogni due settimane.",
			"person":  "Venire agli incontri o avvisare prima, guardare le offerte ogni settimana.", "contacts": "Ogni due settimane, per telefono.",
			"labs": "1", "offers": "1"}},
		Plan: {Body: map[string]string{"goals": "Lavorare in una cucina vicino a casa entro sei mesi."}, Lines: []Line{
			{What: "Scrivere insieme il curriculum", Doer: "desk", Who: "Accoglienza Demo", DueOn: day(-7)},
			{What: "Portare i documenti del corso di cucina", Doer: "person", DueOn: day(-2)},
			{What: "Chiedere in tre ristoranti se cercano personale", Doer: "person", DueOn: day(10)},
			{What: "Iscriversi al corso HACCP", Doer: "partner", Who: "Ente di formazione Demo", DueOn: day(20)},
		}},
	}
	for _, kind := range []string{Pact, Plan} {
		in := texts[kind]
		in.Version, in.UserID, in.Lang = 1, userID, "it"
		if err := WriteDocument(ctx, idb, actor, caseID, kind, in, signed); err != nil {
			return fault.Wrap(err, "seed a document")
		}
		d := Decision{Version: 1, Revision: 1, To: Signed, Signer: "Persona Demo", On: desks.DateOf(signed)}
		if err := DecideDocument(ctx, idb, actor, caseID, kind, d, signed); err != nil {
			return fault.Wrap(err, "seed a signature")
		}
	}
	all, err := versions(ctx, idb, caseID, Plan)
	if err != nil {
		return err
	}
	m := ActionMove{ActionID: all[0].Lines[0].ActionID, From: ToDo, To: Done}
	return fault.Wrap(MoveAction(ctx, idb, actor, caseID, m, now.AddDate(0, 0, -7)), "seed a step")
}
