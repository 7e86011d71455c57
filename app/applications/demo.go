package applications

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
)

// SeedDemo writes invented applications for a demo: what the second person tried alone
// and what a desk tried for them, and two of the first.
func SeedDemo(ctx context.Context, tx bun.IDB, personIDs []int64, deskID int64, now time.Time) error {
	program, today := auth.Program("seed"), desks.InItaly(now)
	rows := []struct {
		person int
		form   Form
		moves  []Moved
	}{
		{1, Form{Road: Own, Terms: Terms{Position: "Aiuto cuoco", Employer: "Trattoria Demo", Place: "Monopoli", Means: "person", SentOn: today.AddDays(-41)}}, nil},
		{1, Form{Road: ByDesk, Terms: Terms{Position: "Addetto alle pulizie", Employer: "Albergo Demo", Place: "Polignano", Means: "phone", SentOn: today.AddDays(-12)}},
			[]Moved{{From: Sent, To: Interview, On: today.AddDays(-2), Facts: Facts{MeetOn: today.AddDays(3), MeetClock: "10:30", MeetPlace: "Reception, Via Demo 3"}}}},
		{1, Form{Road: Own, Terms: Terms{Position: "Magazziniere", Employer: "Logistica Demo", Place: "Bari", Advert: "https://lavoro.example/annunci/12", Means: "site", SentOn: today.AddDays(-25)}},
			[]Moved{{From: Sent, To: NotHired, On: today.AddDays(-9), Facts: Facts{Reason: "requirements"}, Note: "Serviva il patentino del muletto."}}},
		{0, Form{Road: ByDesk, Terms: Terms{Position: "Cameriera ai piani", Employer: "Pensione Demo", Place: "Centro", Means: "email", SentOn: today.AddDays(-18)}},
			[]Moved{{From: Sent, To: Hired, On: today.AddDays(-11), Facts: Facts{Contract: "fixed", StartsOn: today.AddDays(-10)}}}},
		{0, Form{Road: Own, Terms: Terms{Position: "Commessa", Employer: "Frutta e Verdura Demo", Means: "person", SentOn: today.AddDays(-70)}}, nil},
	}
	for i, x := range rows {
		if x.person >= len(personIDs) {
			continue
		}
		x.form.Key = fmt.Sprintf("demo-application-%d", i)
		if x.form.Road == ByDesk {
			x.form.DeskID = deskID
		}
		id, err := Record(ctx, tx, program, personIDs[x.person], x.form, now)
		if err != nil {
			return err
		}
		for _, m := range x.moves {
			if err := Advance(ctx, tx, program, id, m, now); err != nil {
				return err
			}
		}
	}
	return nil
}
