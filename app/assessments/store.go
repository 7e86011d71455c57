package assessments

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// selected reads assessments with the minutes of their services, of the actor's desks.
func selected(idb bun.IDB, model any, actor auth.Actor) *bun.SelectQuery {
	q := idb.NewSelect().Model(model).ColumnExpr("a.*").
		ColumnExpr(`(SELECT COALESCE(sum(d.minutes), 0) FROM assessment_services AS s JOIN deliveries AS d ON d.id = s.delivery_id
			WHERE s.assessment_id = a.id AND d.state IN ('recorded', 'accepted')) AS done`).
		ColumnExpr(`(SELECT COALESCE(sum(d.minutes), 0) FROM assessment_services AS s JOIN deliveries AS d ON d.id = s.delivery_id
			WHERE s.assessment_id = a.id AND d.state = 'waiting') AS waiting`)
	if ids, all := actor.Desks(); !all {
		q = q.Where("a.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// Find gives an assessment of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Assessment, error) {
	a := new(Assessment)
	err := selected(idb, a, actor).Where("a.id = ?", id).Scan(ctx)
	return a, fault.Wrap(db.Translate(err), "find assessment")
}

// OfCase gives the assessments of a case of the actor's desks, the latest first.
func OfCase(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Assessment, error) {
	all := []Assessment{}
	err := selected(idb, &all, actor).Where("a.case_id = ?", caseID).Order("a.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list assessments of a case")
}

// ServicesOf gives the services of an assessment of the actor's desks, the first one
// first, and those of its case that may still be linked to it: not withdrawn, of no
// assessment, from its first day on or meant for one.
func ServicesOf(ctx context.Context, idb bun.IDB, actor auth.Actor, a *Assessment) (linked, free []deliveries.Delivery, err error) {
	all, _, err := deliveries.ListOf(ctx, idb, actor, a.CaseID, deliveries.Cursor{})
	if err != nil {
		return nil, nil, err
	}
	desk, err := desks.Find(ctx, idb, a.DeskID)
	if err != nil {
		return nil, nil, err
	}
	var rows []struct{ DeliveryID, AssessmentID int64 }
	err = idb.NewRaw(`SELECT s.delivery_id, s.assessment_id FROM assessment_services AS s JOIN assessments AS a ON a.id = s.assessment_id
		WHERE a.case_id = ?`, a.CaseID).Scan(ctx, &rows)
	if err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list services of assessments")
	}
	of := map[int64]int64{}
	for _, r := range rows {
		of[r.DeliveryID] = r.AssessmentID
	}
	slices.Reverse(all)
	for i := range all {
		d := &all[i]
		switch {
		case of[d.ID] == a.ID:
			linked = append(linked, *d)
		case of[d.ID] != 0 || d.State == deliveries.Withdrawn:
		case !desks.DateOf(d.StartedAt.In(desk.Location())).Before(a.BegunOn), forAssessment(d.Standard):
			free = append(free, *d)
		}
	}
	return linked, free, nil
}

// forAssessment says that a standard asks for a written assessment.
func forAssessment(s *services.Standard) bool {
	return slices.Contains(s.Rules.Outputs, services.OutAssessment)
}

// BoundsOn gives how long an assessment should last by the standards in use on a day
// whose output it is: the least of their minima and the most of their maxima, since a
// desk may follow either.
func BoundsOn(ctx context.Context, idb bun.IDB, day desks.Date) (Bounds, error) {
	list, err := services.ListStandards(ctx, idb, services.StandardFilter{}, day)
	if err != nil {
		return Bounds{}, err
	}
	books, err := services.Repertoires(ctx, idb)
	if err != nil {
		return Bounds{}, err
	}
	var b Bounds
	for i := range list {
		used := slices.ContainsFunc(books, func(r services.Repertoire) bool { return r.Code == list[i].Repertoire && r.InUse() })
		total := list[i].Rules.Total
		if !used || !forAssessment(&list[i]) || total.Min == 0 || total.Max == 0 {
			continue
		}
		if b.Least == 0 || total.Min < b.Least {
			b.Least = total.Min
		}
		b.Most = max(b.Most, total.Max)
	}
	if b.Least == 0 {
		b = Bounds{LeastMinutes, MostMinutes}
	}
	return b, nil
}
