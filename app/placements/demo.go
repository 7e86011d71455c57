package placements

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
)

// SeedDemo writes invented placements for a demo: an internship that runs, with a visit,
// on the first case and a contract on the second; fewer where there are fewer cases.
func SeedDemo(ctx context.Context, tx bun.IDB, caseIDs []int64, now time.Time) error {
	program, today := auth.Program("seed"), desks.DateOf(now)
	forms := []Form{
		{Key: "demo-placement-internship", Kind: Internship, Hours: "30", Allowance: "600", Begun: true, Terms: Terms{
			Firm: "Falegnameria Demo", Place: "Zona artigianale", Contact: "Titolare Demo", Phone: "080 000 0000", Occupation: "Aiuto falegname",
			Scheme: Extracurricular, HostTutor: "Tutor Demo Bruno", DeskTutor: "Operatrice Demo Anna", Goals: "Usare in sicurezza le macchine di base.\nMontare mobili semplici.",
			Insurance: "PAT demo 0001", StartsOn: today.AddDays(-50), EndsOn: addMonths(today.AddDays(-50), 6).AddDays(-1)}},
		{Key: "demo-placement-contract", Kind: Contract, Hours: "24", Begun: true, Terms: Terms{
			Firm: "Mensa Demo", Place: "Centro", Occupation: "Addetta alla mensa", Contract: "fixed", WorkingTime: PartTime,
			StartsOn: today.AddDays(-10), EndsOn: addMonths(today.AddDays(-10), 8)}},
	}
	for i, f := range forms {
		if i >= len(caseIDs) {
			return nil
		}
		id, err := Record(ctx, tx, program, caseIDs[i], f, now)
		if err != nil {
			return err
		}
		if f.Kind != Internship {
			continue
		}
		v := Visit{HeldOn: today.AddDays(-20), Met: "La persona e il tutor", Channel: "firm", Found: "Puntuale, impara in fretta. Serve un corso sulla sicurezza.", NextOn: today.AddDays(4)}
		if err := AddVisit(ctx, tx, program, id, v, now); err != nil {
			return err
		}
	}
	return nil
}
