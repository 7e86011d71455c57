package meetings

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
)

// SeedDemo writes two invented meetings of a desk about cases the first account holds:
// one of last week with minutes to close, one of next week. The other accounts are
// invited. Nothing happens where that account holds no case.
func SeedDemo(ctx context.Context, tx bun.IDB, deskID int64, userIDs []int64, now time.Time) error {
	seed := auth.Program("seed")
	held, _, err := cases.Caseload(ctx, tx, seed, userIDs[0], cases.Cursor{})
	if err != nil || len(held) == 0 {
		return err
	}
	today, err := desks.Today(ctx, tx, deskID, now)
	if err != nil {
		return err
	}
	f := Form{DeskID: deskID, UserID: userIDs[0], Title: "Équipe del mese", Day: today.AddDays(-6), From: "09:30", To: "11:00", Place: "Sala riunioni",
		Operators: userIDs, Guests: []Guest{{Name: "Assistente Demo Rita", Body: "Servizio sociale", Role: "Assistente sociale"}}}
	id, err := Begin(ctx, tx, seed, f, now)
	if err != nil {
		return err
	}
	item, err := AddItem(ctx, tx, seed, id, held[0].ID, "Quale corso scegliere", now)
	if err != nil {
		return err
	}
	if err := Do(ctx, tx, seed, id, Step{From: Planned, To: Held}, now); err != nil {
		return err
	}
	minutes := Minutes{Revision: 1, Title: "Quale corso scegliere", Minutes: "La persona vuole lavorare in cucina. Il corso serale è compatibile con gli orari della scuola dei figli.",
		Decisions: []Decision{{What: "Iscriversi al corso serale di cucina", Doer: "person", DueOn: today.AddDays(10)}}}
	if err := WriteItem(ctx, tx, seed, item, minutes, now); err != nil {
		return err
	}
	f.Title, f.Day = "Équipe del mese prossimo", today.AddDays(8)
	if id, err = Begin(ctx, tx, seed, f, now); err != nil {
		return err
	}
	if _, err = AddItem(ctx, tx, seed, id, 0, "Orari dello sportello durante le feste", now); err != nil {
		return err
	}
	_, err = AddItem(ctx, tx, seed, id, held[len(held)-1].ID, "Come prosegue il percorso", now)
	return err
}
