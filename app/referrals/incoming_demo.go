package referrals

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

// SeedIncoming sends two forms about invented people from the demo account of a body to
// a desk: one waits for an answer, to the other the desk made a proposal.
func SeedIncoming(ctx context.Context, idb bun.IDB, userID, deskID int64, now time.Time) error {
	body := auth.Actor{UserID: userID, Roles: []auth.Role{auth.ReferringBody}}
	ours := IncomingForm{Responsible: "Referente Demo Lina", ResponsiblePhone: "080 000 0111", ResponsibleEmail: "lina@ente.example", InformedHow: "talk"}
	first, second := ours, ours
	first.Given, first.Surname, first.Lang, first.Mediator, first.Phone = "Invento", "Diallo", "fr", "fr", "+390800000021"
	first.Reason = "Ha finito il corso di italiano e vuole lavorare in cucina."
	first.Known = "È puntuale, ha già fatto il lavapiatti in estate."
	first.Task = "Continuiamo i colloqui ogni due settimane e l'aiuto per la casa."
	second.Given, second.Surname, second.Lang, second.Phone = "Fittizia", "Rossi", "it", "+390800000022"
	second.Reason = "Vuole tornare a lavorare dopo molti anni."
	second.Task = "Seguiamo la famiglia con il servizio sociale."
	for i, f := range []IncomingForm{second, first} {
		at := now.Add(-time.Duration(60-30*i) * time.Hour)
		f.InformedOn = desks.InItaly(at)
		id, err := SendIncoming(ctx, idb, body, NewIncoming{IncomingForm: f, Key: "demo-form-" + f.Surname, DeskID: deskID, Agreed: true}, at)
		if err != nil {
			return fault.Wrap(err, "seed referral forms")
		}
		if i > 0 {
			continue
		}
		offer := Change{From: Sent, To: Offered, Text: "Possiamo iniziare a gennaio con due incontri al mese, se voi continuate a seguire la famiglia."}
		if err := DoIncoming(ctx, idb, auth.Program("seed"), id, offer, now); err != nil {
			return fault.Wrap(err, "seed referral forms")
		}
	}
	return nil
}
