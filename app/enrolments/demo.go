package enrolments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
)

// SeedDemo writes invented courses for a demo: the first person was sent to a course that
// starts soon and finished another, the second attends one the person told of; fewer where
// there are fewer people.
func SeedDemo(ctx context.Context, tx bun.IDB, personIDs []int64, now time.Time) error {
	today := desks.DateOf(now)
	sent := Form{Key: "demo-enrolment-sent", At: Admitted, On: today.AddDays(-3), Hours: "120", Terms: Terms{Kind: Vocational, Course: "Addetto alla cucina",
		Provider: "Ente di formazione Demo", Place: "Via Esempio 1", Mode: "presence", StartsOn: today.AddDays(5), EndsOn: today.AddDays(95),
		Timetable: "Lunedì, mercoledì e venerdì, 15-19", Cost: "Gratis", Road: ByDesk, SentOn: today.AddDays(-20)}}
	done := Form{Key: "demo-enrolment-done", At: Attending, On: today.AddDays(-60), Hours: "40", Terms: Terms{Kind: Italian, Course: "Italiano A2",
		Provider: "Scuola per adulti Demo", Mode: "presence", StartsOn: today.AddDays(-60), EndsOn: today.AddDays(-6), Timetable: "Martedì e giovedì, 18-20", Road: OnOwn}}
	own := Form{Key: "demo-enrolment-own", At: Attending, On: today.AddDays(-8), Hours: "12", Terms: Terms{Kind: Licence, Course: "Patentino per il muletto",
		Provider: "Autoscuola Demo", StartsOn: today.AddDays(-8), EndsOn: today.AddDays(6), Timetable: "Sabato, 9-13", Cost: "180 euro"}}
	program := auth.Program("seed")
	for i, id := range personIDs {
		switch i {
		case 0:
			if _, err := Record(ctx, tx, program, id, sent, now); err != nil {
				return err
			}
		case 1:
			enrolled, err := Record(ctx, tx, program, id, done, now)
			if err != nil {
				return err
			}
			end := Going{From: Attending, To: Completed, On: today.AddDays(-6), Certificate: "Certificato di italiano A2", CertifiedOn: today.AddDays(-2)}
			if err := Advance(ctx, tx, program, enrolled, end, now); err != nil {
				return err
			}
			soon := sent
			soon.Key = "demo-enrolment-soon"
			if _, err := Record(ctx, tx, program, id, soon, now); err != nil {
				return err
			}
			if _, err := OwnAdd(ctx, tx, auth.Actor{PersonID: id}, own, now); err != nil {
				return err
			}
		}
	}
	return nil
}
